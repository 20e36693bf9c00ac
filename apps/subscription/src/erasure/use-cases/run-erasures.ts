import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { isUnavailable } from '@libs/persistence';
import { DueErasureRepository } from '../persistence/due-erasure.repository';
import { EraseAccount } from './erase-account';

const PAGE = 100;
/** One that fails is tried again after this long, and holds up no other. */
const PUT_OFF_SECONDS = 3_600;
const log = logger('erasure');

/** Erases what is due, account by account, each in transactions of its own. Several may run at once. */
@Injectable()
export class RunErasures {
  private isStopping = false;

  constructor(
    private readonly due: DueErasureRepository,
    private readonly account: EraseAccount,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** How many accounts were erased. */
  async run(): Promise<number> {
    let erased = 0;
    for (let done = 1; done > 0 && !this.isStopping; erased += done) {
      done = 0;
      for (const accountId of await this.due.accounts(this.clock.now(), PAGE)) {
        if (this.isStopping) break;
        if (await this.eraseOrPutOff(accountId)) done++;
      }
    }
    return erased;
  }

  /** The account in hand is finished, no other is begun. */
  stop(): void {
    this.isStopping = true;
  }

  private async eraseOrPutOff(accountId: string): Promise<boolean> {
    const now = this.clock.now();
    try {
      return await this.account.run(accountId, now);
    } catch (error) {
      // A server that is away is nobody's account's fault: the next run tries again.
      if (isUnavailable(error)) throw error;
      log.error({ err: error, accountId }, 'an account could not be erased; it is tried again in an hour');
      await this.due.putOff(accountId, now.plusSeconds(PUT_OFF_SECONDS));
      return false;
    }
  }
}
