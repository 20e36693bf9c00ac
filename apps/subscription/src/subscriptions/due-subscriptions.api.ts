import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import type { PlanRollout } from './plan-rollout';
import { PlanRolloutRepository } from './persistence/plan-rollout.repository';
import { ActWhenDue } from './use-cases/act-when-due';
import { LoadFacts } from './use-cases/load-facts';
import { RollOutVersions } from './use-cases/roll-out-versions';
import { ScheduleVersions } from './use-cases/schedule-versions';

export type { PlanRollout } from './plan-rollout';

/** What the billing run may ask of subscriptions. */
@Injectable()
export class DueSubscriptionsApi {
  constructor(
    private readonly facts: LoadFacts,
    private readonly versions: ScheduleVersions,
    private readonly act: ActWhenDue,
    private readonly rollOut: RollOutVersions,
    private readonly rollouts: PlanRolloutRepository,
  ) {}

  /**
   * Does the next due step of each of these, and bills it. The caller holds the locks of all their accounts and the
   * transaction; what is not due after all is left as it is. Answers the ids of the invoices it made.
   */
  async actOn(subscriptionIds: readonly string[], now: Instant): Promise<string[]> {
    const payers = await this.facts.payers(subscriptionIds);
    return this.act.run(await this.versions.run(payers, now), now);
  }

  /** Tells present subscribers of new versions of their plans; how many there were. */
  async rollOutVersions(): Promise<number> {
    return this.rollOut.run();
  }

  /** Where present subscribers follow a new version of their plan; the newest first, one more than the limit. */
  async rolloutPage(limit: number, beforeId: string | undefined): Promise<PlanRollout[]> {
    return this.rollouts.page(limit, beforeId);
  }
}
