import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { Database, isUnavailable } from '@libs/persistence';
import { DueSubscriptionsApi } from '../../subscriptions/due-subscriptions.api';
import type { ClaimedWork } from '../parked-work';
import { DueWorkRepository } from '../persistence/due-work.repository';
import { DoOrPark } from './do-or-park';

/** Subscriptions a transaction. More would hold the locks of their accounts longer, and win nothing. */
export const PAGE = 500;
/** Pages at once: while one is decided, PostgreSQL writes the others, one of which may wait for its numbers. */
const LANES = 3;
const log = logger('due-work');

export interface DueWorkOutcome {
  readonly steps: number;
  readonly invoices: number;
  /** Accounts that were put aside. */
  readonly parked: number;
}

/**
 * Does what is due, page by page, the longest due first, one transaction a page: whoever kills it leaves whole pages done
 * and the rest to the next run. Several may run at once. A page that fails is done account by account.
 */
@Injectable()
export class RunDueWork {
  private isStopping = false;
  private idle: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly due: DueWorkRepository,
    private readonly subscriptions: DueSubscriptionsApi,
    private readonly each: DoOrPark,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  async run(): Promise<DueWorkOutcome> {
    const run = this.runAll();
    this.idle = Promise.allSettled([this.idle, run]).then(() => undefined);
    return run;
  }

  /** Returns when no run that was begun in this process is under way, however they end. */
  async whenIdle(): Promise<void> {
    await this.idle;
  }

  private async runAll(): Promise<DueWorkOutcome> {
    const first = await this.runPage();
    if (first.steps === 0) return first;
    const lanes = first.steps < PAGE ? 1 : LANES;
    const rest = await Promise.all(Array.from({ length: lanes }, () => this.runLane()));
    return sumOf([first, ...rest]);
  }

  private async runLane(): Promise<DueWorkOutcome> {
    let outcome = NOTHING;
    while (!this.isStopping) {
      const page = await this.runPage();
      if (page.steps === 0) break;
      outcome = sumOf([outcome, page]);
    }
    return outcome;
  }

  /** The page in hand is finished, no other is begun. */
  stop(): void {
    this.isStopping = true;
  }

  private async runPage(): Promise<DueWorkOutcome> {
    let claimed: ClaimedWork[] = [];
    try {
      return await this.database.transaction(async () => {
        const now = this.clock.now();
        claimed = await this.due.claimPage(now, PAGE);
        if (claimed.length === 0) return NOTHING;
        const ids = claimed.map(({ subscriptionId }) => subscriptionId);
        const invoices = await this.subscriptions.actOn(ids, now);
        return { steps: claimed.length, invoices: invoices.length, parked: 0 };
      });
    } catch (error) {
      // A server that is away is nobody's account's fault: the next run tries again.
      if (claimed.length === 0 || isUnavailable(error)) throw error;
      log.warn({ err: error, subscriptions: claimed.length }, 'a page failed; its accounts are done one by one');
      return this.each.run(claimed);
    }
  }
}

const NOTHING: DueWorkOutcome = { steps: 0, invoices: 0, parked: 0 };

function sumOf(outcomes: readonly DueWorkOutcome[]): DueWorkOutcome {
  return outcomes.reduce((sum, { steps, invoices, parked }) => {
    return { steps: sum.steps + steps, invoices: sum.invoices + invoices, parked: sum.parked + parked };
  }, NOTHING);
}
