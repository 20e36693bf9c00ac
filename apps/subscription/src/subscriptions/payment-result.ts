import type { Money } from '@libs/money';
import type { Account } from '../accounts/accounts.api';
import type { InvoiceRecord } from '../invoicing/invoicing.api';
import type { SubscriptionRecord } from './subscription-record';

/** The outcome of a payment, as the payment service tells it. */
export interface PaymentResult {
  readonly transactionId: string;
  /** Null for a bill of one-off lines. */
  readonly subscriptionId: string | null;
  /** Absent: the latest invoice of the subscription. */
  readonly invoiceId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly status: 'success' | 'failed' | 'processing';
  /** Major units as the message has them. */
  readonly amount: number | string;
  readonly currency: string;
  readonly failureCode?: string | undefined;
}

export type PaymentResultEffect = 'settled' | 'kept_as_credit' | 'noted';

/** Money that was asked for, or came, for an invoice. Everything in it was read under the account's lock. */
export interface PaymentOfInvoice {
  readonly account: Account;
  readonly record: SubscriptionRecord;
  readonly invoice: InvoiceRecord;
  readonly amount: Money;
  readonly transactionId: string;
}
