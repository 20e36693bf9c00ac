import type { MethodReference } from '../gateways/gateway';
import type { PaymentRequest } from './payment';

/** An attempt to collect without the customer, as the subscription service asked for it. */
export interface ChargeOrder {
  readonly request: PaymentRequest;
  /** Names the attempt within its invoice: at most one payment is ever made of both. */
  readonly key: string;
  /** Null: the account's default. */
  readonly methodId: string | null;
}

/** What became of an order before the gateway was asked. */
export type TakenOrder =
  | { kind: 'taken'; paymentId: string; method: MethodReference; due: PaymentRequest }
  /** Made before, by an earlier delivery of the same order. */
  | { kind: 'known'; paymentId: string }
  /** Made before, and turned away by a gateway that could not be used: nothing left this house. */
  | { kind: 'turned_away'; paymentId: string }
  | { kind: 'nothing_to_pay'; status: string }
  | { kind: 'no_method' }
  /** Another payment of the invoice is alive. */
  | { kind: 'in_progress' };
