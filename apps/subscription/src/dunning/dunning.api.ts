import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { AccountsApi, type Account } from '../accounts/accounts.api';
import type { InvoiceRecord } from '../invoicing/invoicing.api';
import { EndDunning } from './use-cases/end-dunning';
import { NoteDeclinedCharge, type FailedCharge } from './use-cases/note-declined-charge';
import { TryNewMethod } from './use-cases/try-new-method';

export type { FailedCharge } from './use-cases/note-declined-charge';

/** What other rooms tell dunning. Every call joins the caller's transaction, which holds the account's lock. */
@Injectable()
export class DunningApi {
  constructor(
    private readonly declined: NoteDeclinedCharge,
    private readonly end: EndDunning,
    private readonly newMethod: TryNewMethod,
    private readonly accounts: AccountsApi,
  ) {}

  /** Notifies, and plans the next attempt. What is not dunned (a first bill, a change that waits) is only passed over. */
  async chargeFailed(failed: FailedCharge): Promise<void> {
    await this.declined.run(failed);
  }

  /** A bill was paid, voided or written off: what dunning did to its account because of it is undone at once. */
  async settled(record: InvoiceRecord, now: Instant): Promise<void> {
    await this.end.run(record, now);
  }

  /**
   * The default payment method is another one; `account` as it is now. Unpaid bills that are dunned are tried with it at
   * once; with none left, retries are passed over.
   */
  async paymentMethodChanged(account: Account, now: Instant): Promise<void> {
    await this.newMethod.run(account, now);
  }

  /** While a payment is disputed dunning stands still; afterwards what fell due meanwhile is done. */
  async disputeHold(accountId: string, on: boolean): Promise<void> {
    await this.accounts.holdForDispute(accountId, on);
  }
}
