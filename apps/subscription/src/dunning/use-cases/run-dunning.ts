import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { Database, isUnavailable } from '@libs/persistence';
import { DueWorkApi } from '../../due-work/due-work.api';
import { DueDunningRepository } from '../persistence/due-dunning.repository';
import { DunAccount } from './dun-account';

/** Accounts looked for at a time. */
const PAGE = 200;
/** Accounts at a time: while PostgreSQL answers for one, the next is decided. */
const LANES = 4;

/**
 * Does the dunning that is due, account by account, each in a transaction of its own: killed anywhere, the next run does
 * the rest. Several may run at once: an account that another has in hand is passed over. One that fails is put aside.
 */
@Injectable()
export class RunDunning {
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly due: DueDunningRepository,
    private readonly account: DunAccount,
    private readonly dueWork: DueWorkApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Answers the number of steps done or passed over. */
  async run(): Promise<number> {
    let steps = 0;
    for (let done = 1; done > 0 && !this.isStopping; steps += done) {
      // Bills first: whoever owes already can wait for the seconds that thousands of renewals take.
      await this.dueWork.whenIdle();
      const accountIds = await this.due.accounts(this.clock.now(), PAGE);
      const lanes = await Promise.all(Array.from({ length: LANES }, () => this.runLane(accountIds)));
      done = lanes.reduce((sum, each) => sum + each, 0);
    }
    return steps;
  }

  /** Takes accounts off the page until none is left. */
  private async runLane(page: string[]): Promise<number> {
    let steps = 0;
    for (let accountId = page.shift(); accountId && !this.isStopping; accountId = page.shift()) {
      steps += await this.doOrPark(accountId);
    }
    return steps;
  }

  /** Accounts in hand are finished, no other is begun. */
  stop(): void {
    this.isStopping = true;
  }

  private async doOrPark(accountId: string): Promise<number> {
    try {
      return await this.database.transaction(async () => {
        const isMine = await this.due.claim(accountId);
        return isMine ? this.account.run(accountId, this.clock.now()) : 0;
      });
    } catch (error) {
      // A server that is away is nobody's account's fault: the next run tries again.
      if (isUnavailable(error)) throw error;
      await this.dueWork.park({ accountId, subscriptionId: null, step: 'dunning' }, error);
      return 0;
    }
  }
}
