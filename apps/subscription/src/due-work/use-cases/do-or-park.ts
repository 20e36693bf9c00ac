import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { currentContext, logger } from '@libs/observability';
import { isUnavailable, newId } from '@libs/persistence';
import type { ClaimedWork, WorkToPark } from '../parked-work';
import { ParkedWorkRepository } from '../persistence/parked-work.repository';
import { DoWorkOfAccount } from './do-work-of-account';

const log = logger('due-work');

/** Does the accounts of a failed page one by one; the one that fails is put aside with its reason, the others go on. */
@Injectable()
export class DoOrPark {
  constructor(
    private readonly account: DoWorkOfAccount,
    private readonly parked: ParkedWorkRepository,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  async run(claimed: readonly ClaimedWork[]): Promise<{ steps: number; invoices: number; parked: number }> {
    const outcome = { steps: claimed.length, invoices: 0, parked: 0 };
    const byAccount = new Map(claimed.map((work) => [work.accountId, work]).reverse() as [string, ClaimedWork][]);
    for (const work of byAccount.values()) {
      try {
        outcome.invoices += (await this.account.run(work.accountId)).length;
      } catch (error) {
        if (isUnavailable(error)) throw error;
        await this.park(work, error);
        outcome.parked++;
      }
    }
    return outcome;
  }

  /** Puts an account aside, with the reason in words for staff. */
  async park({ accountId, subscriptionId, step }: WorkToPark, error: unknown): Promise<void> {
    log.error({ err: error, account_id: accountId, subscription_id: subscriptionId, step }, 'due work was put aside');
    const parkedAt = this.clock.now();
    await this.parked.add({ id: newId(), accountId, subscriptionId, step, reason: reasonOf(error), parkedAt });
  }
}

/** For staff: what our own code says, never what a library or the database said. */
export function reasonOf(error: unknown): string {
  if (error instanceof AppError) return `${error.code}: ${error.message}`;
  if (error instanceof InvariantBroken) return error.message;
  return `It failed unexpectedly; see the log under the request id ${currentContext()?.requestId ?? 'of the run'}.`;
}
