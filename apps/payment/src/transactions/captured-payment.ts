import type { PaymentStatus, ReturnedMoney, ReturnEvent } from '@libs/billing/payment';

/** A payment whose money the gateway has, or had, with what became of it; amounts in minor units of its currency. */
export interface CapturedPayment extends ReturnedMoney {
  readonly id: string;
  readonly accountId: string;
  readonly invoiceId: string;
  /** Null for a bill of one-off lines. */
  readonly subscriptionId: string | null;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly gateway: string;
  readonly gatewayReference: string | null;
  /** Refunds that were asked for and have not failed: made, and on their way. */
  readonly reservedMinor: bigint;
}

/** One row of the record of movements; its id is the refund's or the dispute's where there is one movement of it. */
export interface Movement {
  readonly id: string;
  readonly kind: 'refund' | 'dispute' | 'dispute_reversal';
  readonly status: 'success' | 'failed';
  readonly gatewayReference: string | null;
}

export interface MoneyReturn {
  /** As it was read under its lock, in the open transaction. */
  readonly payment: CapturedPayment;
  /** `refund_refused`: a refund that was asked for was never made; its money may be asked for again. */
  readonly event: ReturnEvent | 'refund_refused';
  readonly amountMinor: bigint;
  /** Absent when no money moved now: a lost dispute had taken it when it opened. */
  readonly movement?: Movement;
}
