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
  /** Somebody made sure that the gateway took just this, whatever was asked for. */
  readonly isReconciled?: boolean | undefined;
  readonly failureCode?: string | undefined;
  /** Whether another try with the same method may work. */
  readonly failureKind?: 'hard' | 'soft' | undefined;
  /** The saved method that was used, if one was. */
  readonly paymentMethodId?: string | undefined;
  /** The card that was used, as far as it is known. */
  readonly card?: { readonly brand: string; readonly last4: string } | undefined;
}

export type PaymentResultEffect = 'settled' | 'paid_in_part' | 'kept_as_credit' | 'noted';

/** What came, or was tried, and the amounts it was held against: those that were asked for, the present one first. */
export interface ToldAmount {
  readonly amount: Money;
  readonly amountsAsked: readonly Money[] | 'any';
}

/** Money that was asked for, or came, for an invoice. Everything in it was read under the account's lock. */
export interface PaymentOfBill extends ToldAmount {
  readonly account: Account;
  readonly invoice: InvoiceRecord;
  readonly transactionId: string;
}

/** The same for the bill of a subscription. */
export interface PaymentOfInvoice extends PaymentOfBill {
  readonly record: SubscriptionRecord;
}
