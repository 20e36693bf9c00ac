import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { Database } from '@libs/persistence';
import { SubscriptionsApi } from '../../subscriptions/subscriptions.api';
import { DoWorkOfAccount } from './do-work-of-account';

/** Somebody asks for the bills of an account: what is due by now, and what was billed and voided, which time does not bill again. */
@Injectable()
export class GenerateBills {
  constructor(
    private readonly database: Database,
    private readonly due: DoWorkOfAccount,
    private readonly subscriptions: SubscriptionsApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Answers the ids of the invoices it made; again, it finds nothing. @throws AppError `not_found` */
  async run(accountId: string): Promise<string[]> {
    return this.database.transaction(async () => {
      const due = await this.due.run(accountId);
      const again = await this.subscriptions.billVoidedAgain(accountId, this.clock.now());
      return [...due, ...again];
    });
  }
}
