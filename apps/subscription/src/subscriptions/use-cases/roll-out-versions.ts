import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { logger, runInContext } from '@libs/observability';
import { Database, isUnavailable, newId } from '@libs/persistence';
import { PlanRolloutRepository } from '../persistence/plan-rollout.repository';
import type { PlanRollout } from '../plan-rollout';
import { LoadFacts } from './load-facts';
import { ScheduleVersions } from './schedule-versions';

/** Subscribers a transaction: it holds their accounts for about a tenth of a second. */
const PAGE = 500;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const log = logger('plan-rollout');

interface Page {
  /** Fewer than were asked for: these are the last. */
  readonly ids: readonly string[];
  readonly told: number;
  /** Why none of them was told. */
  readonly error?: unknown;
}

/**
 * Tells present subscribers of new versions of their plans, page by page, one transaction a page: whoever kills it leaves
 * whole pages done, and the next run goes on. Nobody is told twice, by however many runs.
 */
@Injectable()
export class RollOutVersions implements OnModuleDestroy {
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly rollouts: PlanRolloutRepository,
    private readonly facts: LoadFacts,
    private readonly schedule: ScheduleVersions,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** How many were told. */
  async run(): Promise<number> {
    let told = 0;
    for (const rollout of await this.rollouts.open()) {
      const context = { requestId: rollout.requestId ?? newId(), actor: rollout.actor ?? 'system:scheduler' };
      told += await runInContext(context, () => this.walk(rollout));
    }
    return told;
  }

  /** The page in hand is finished, no other is begun. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  /** One who cannot be told holds up no other: the rollout stays open, and the next run tries again. */
  private async walk(rollout: PlanRollout): Promise<number> {
    let [told, afterId, limit, hasFailed] = [0, BEFORE_ALL, PAGE, false];
    while (!this.isStopping) {
      const page = await this.page(rollout, afterId, limit);
      if (!page) return told;
      const { ids, error } = page;
      told += page.told;
      if (error && ids.length > 1) {
        limit = 1;
        continue;
      }
      if (error) {
        log.error({ err: error, subscription_id: ids[0], plan_id: rollout.planId }, 'a subscriber could not be told');
        hasFailed = true;
      }
      if (ids.length < limit) {
        if (!hasFailed) await this.rollouts.finish(rollout.id, this.clock.now());
        return told;
      }
      if (error) limit = PAGE;
      afterId = ids.at(-1) as string;
    }
    return told;
  }

  /** Undefined when another run has this rollout in hand, or it is over. */
  private async page(rollout: PlanRollout, afterId: string, limit: number): Promise<Page | undefined> {
    let ids: string[] = [];
    try {
      return await this.database.transaction(async () => {
        if (!(await this.rollouts.claim(rollout.id))) return undefined;
        ids = await this.rollouts.lockUntold(rollout, afterId, limit);
        const payers = await this.facts.payers(ids);
        const after = await this.schedule.run(payers, this.clock.now());
        // Those the version is not sold to are as they were.
        const told = after.filter(({ record }, at) => record !== payers[at]?.record).length;
        await this.rollouts.count(rollout.id, told);
        return { ids, told };
      });
    } catch (error) {
      if (ids.length === 0 || isUnavailable(error)) throw error;
      return { ids, told: 0, error };
    }
  }
}
