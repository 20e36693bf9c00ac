import { randomUUID } from 'node:crypto';
import type { ChargeRequest, PaymentGateway } from './gateway';

/** A gateway with a witness: what moved, whatever the gateway answered. */
export interface GatewayUnderTest {
  gateway: PaymentGateway;
  /** Charges that took money. */
  movements(): Promise<readonly { paymentId: string; amountMinor: bigint; currency: string }[]>;
  /** The next charge, or refund, has its effect, and its answer never comes. */
  loseNextAnswer(call?: 'charge' | 'refund'): Promise<void>;
  /** The next charge, or refund, never arrives; the connection breaks. */
  loseNextRequest(call?: 'charge' | 'refund'): Promise<void>;
  /** The card holder's bank takes the money of a charge back. */
  openDispute(gatewayReference: string): Promise<void>;
  closeDispute(disputeReference: string, outcome: 'won' | 'lost'): Promise<void>;
  /** An event of this gateway that says that 29.99 USD of payment `pay_1` under `ref_1` succeeded. */
  settledEvent(): object;
  /** That 10.00 USD of `ref_1` went back as `re_1`, our refund `refund_1`; or that it failed. */
  refundEvent(status: 'succeeded' | 'failed'): object;
  /** That 29.99 USD of `ref_1` are disputed as `dp_1`, or how that ended. */
  disputeEvent(status: 'opened' | 'won' | 'lost'): object;
  close(): Promise<void>;
}

/** Any future expiry will do; computed, so that the suite does not expire. */
export const FUTURE_YEAR = new Date().getUTCFullYear() + 2;

export function chargeOf(number: string, changes: Partial<ChargeRequest> = {}): ChargeRequest {
  return {
    paymentId: randomUUID(),
    idempotencyKey: randomUUID(),
    amountMinor: 2999n,
    currency: 'USD',
    source: { card: { number, expMonth: 12, expYear: FUTURE_YEAR, cvc: '123' } },
    facts: { invoiceId: randomUUID(), accountId: randomUUID() },
    ...changes,
  };
}
