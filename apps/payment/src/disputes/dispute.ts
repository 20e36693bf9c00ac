import type { DisputeStatus } from '@libs/billing/payment';

/** A cardholder contests a payment; amounts in minor units. */
export interface Dispute {
  readonly id: string;
  readonly paymentId: string;
  readonly accountId: string;
  readonly invoiceId: string;
  /** Null for a bill of one-off lines. */
  readonly subscriptionId: string | null;
  readonly gatewayReference: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** The gateway's word. */
  readonly reason: string;
  readonly status: DisputeStatus;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** What the gateway tells of a dispute; the end may be heard of before the beginning. */
export interface ToldDispute {
  readonly disputeReference: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly reason: string;
  readonly ending: 'won' | 'lost' | undefined;
}
