import type { PaymentStatus } from '@libs/billing/payment';
import type { CardFacts, GatewayFee } from '../gateways/gateway';

/** A payment whose charge went, or may have gone, to the gateway. */
export interface ChargedPayment {
  readonly id: string;
  readonly accountId: string;
  readonly invoiceId: string;
  /** Null for a bill of one-off lines. */
  readonly subscriptionId: string | null;
  /** What is due, in minor units. */
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly gateway: string;
}

/** Why a captured payment does not count yet; a person or reconciliation decides. */
export type PaymentFlag = 'amount_differs' | 'captured_after_failure';

/** What an outcome at the gateway means for the payment. `processing` is not the end: it is asked about again. */
export interface Verdict {
  readonly status: Extract<PaymentStatus, 'success' | 'failed' | 'processing'>;
  readonly gatewayReference?: string;
  readonly card?: CardFacts;
  readonly failureCode?: string;
  readonly flag?: PaymentFlag;
  /** What the gateway kept, if it said so at once. */
  readonly fee?: GatewayFee;
  /** Whether the subscription service hears of it: outcomes of the bank, not troubles on the way to it. */
  readonly tellsSubscription: boolean;
}

/** The answer to a request with an Idempotency-Key. Without `answer` its claim is given back: the key may be tried again. */
export interface ClaimedAnswer {
  readonly caller: string;
  readonly key: string;
  readonly answer?: { readonly status: number; readonly body: Buffer };
}
