import type { RefundStatus } from '@libs/billing/payment';
import type { RefundMaker } from '@libs/dto';
import type { RefundOutcome } from '../gateways/gateway';

/** Money of one payment on its way back to the customer. */
export interface Refund {
  readonly id: string;
  /** Null: no payment was left to give it back of, so that it failed as it was written. */
  readonly paymentId: string | null;
  readonly accountId: string;
  readonly invoiceId: string;
  /** Null for a bill of one-off lines. */
  readonly subscriptionId: string | null;
  readonly creditNoteId: string | null;
  /** Who asked for it. */
  readonly madeBy: RefundMaker;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly reason: string | null;
  readonly status: RefundStatus;
  readonly gatewayKey: string;
  readonly gatewayReference: string | null;
  readonly failureCode: string | null;
  /** The bank sent back what was given back. */
  readonly wasReturned: boolean;
  /** Real time of the first call to the gateway; null before it. */
  readonly startedAt: Date | null;
  /** How often somebody looked what became of it. */
  readonly checks: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A refund that the gateway is to make, or may have made. */
export interface GatewayRefund extends Refund {
  readonly paymentId: string;
  /** What the gateway calls the charge. */
  readonly chargeReference: string;
}

export interface RefundOrder {
  readonly id: string;
  readonly paymentId: string;
  readonly amountMinor: bigint;
  readonly reason: string | null;
  readonly creditNoteId: string | null;
  /** What it is made for, where there must be one refund only; unique. */
  readonly origin: string | null;
}

/** The gateway's word for a refund; also what it never heard of, or would never take, has `failed`. */
export type RefundAnswer =
  | { readonly status: 'succeeded' | 'processing'; readonly refundReference: string }
  | { readonly status: 'failed'; readonly code: string; readonly refundReference?: string };

/** What the gateway tells of a refund by itself. */
export interface ToldRefund {
  /** Ours, or whatever somebody wrote there; absent for one that was made at the gateway itself. */
  readonly refundId?: string;
  readonly refundReference: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly outcome: RefundOutcome;
}

/** Why a refund was made that nobody asked for here. */
export const MADE_AT_GATEWAY = 'made_at_gateway';

/** What such a refund is made for, once: the gateway's name for it. */
export const GATEWAY_ORIGIN = 'gateway-';

/** What a credit note gives back, over the payments of its invoice. */
export interface CreditNoteRefund {
  readonly creditNoteId: string;
  readonly invoiceId: string;
  readonly accountId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly reason: string | null;
}

/** The same after a crash, since it is made of what is stored. */
export function refundKeyOf(refundId: string): string {
  return `refund-${refundId}`;
}
