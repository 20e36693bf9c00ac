import { Injectable } from '@nestjs/common';
import type { DeclineKind } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import type { Account } from '../accounts/accounts.api';
import type { InvoiceRecord } from '../invoicing/invoicing.api';

/** A charge that was declined. */
export interface FailedCharge {
  readonly record: InvoiceRecord;
  /** As the gateway named it; null when it did not. */
  readonly failureCode: string | null;
  readonly failureKind: DeclineKind;
  /** The saved method that was tried; null for a card that was given once. */
  readonly paymentMethodId: string | null;
  readonly now: Instant;
}

/** What other rooms tell dunning. Every call joins the caller's transaction, which holds the account's lock. */
@Injectable()
export class DunningApi {
  /** Notifies, and plans the next attempt. What is not dunned (a first bill, a change that waits) is only passed over. */
  async chargeFailed(_failed: FailedCharge): Promise<void> {}

  /** A bill was paid, voided or written off: what dunning did to its account because of it is undone at once. */
  async settled(_record: InvoiceRecord, _now: Instant): Promise<void> {}

  /** All unpaid bills of the account that are dunned are tried at once with its default payment method. */
  async paymentMethodChanged(_account: Account, _now: Instant): Promise<void> {}

  /** While a payment is disputed dunning stands still; afterwards what fell due meanwhile is done. */
  async disputeHold(_accountId: string, _on: boolean, _now: Instant): Promise<void> {}
}
