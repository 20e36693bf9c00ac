import type { PaymentStatus } from '@libs/billing/payment';
import type { CardFacts } from '../gateways/gateway';
import type { ChargedPayment } from '../transactions/transactions.api';

/** The effort to collect one invoice by one charge; its id is the transaction id of the API. */
export interface Payment extends ChargedPayment {
  readonly status: PaymentStatus;
  readonly userId: number | null;
  readonly gatewayKey: string;
  readonly gatewayReference: string | null;
  /** The saved method that was charged, and the name of the attempt when the subscription service asked for it. */
  readonly paymentMethodId: string | null;
  readonly chargeKey: string | null;
  readonly card: CardFacts | null;
  readonly failureCode: string | null;
  /** The gateway took another amount than was due, and confirmed it: the payment's amount is what it took. */
  readonly isAmountReconciled: boolean;
  /** Real time of the call to the gateway. */
  readonly startedAt: Date;
  /** How often the gateway was asked what became of it. */
  readonly checks: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is due for an invoice, as the subscription service said last. */
export interface PaymentRequest {
  readonly invoiceId: string;
  /** Null for a bill of one-off lines. */
  readonly subscriptionId: string | null;
  readonly accountId: string;
  readonly userId: number | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly status: 'due' | 'paid' | 'void';
  readonly version: number;
}

/** How a client names what it wants to pay: by the invoice, or by the subscription that has one invoice due. */
export type PaidThing =
  | { invoiceId: string; subscriptionId?: string }
  | { invoiceId?: undefined; subscriptionId: string };
