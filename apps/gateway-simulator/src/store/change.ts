import { randomBytes } from 'node:crypto';
import type { CardBehavior } from '../cards/test-cards';
import type { StripeEvent, StripeObject } from '../stripe-objects';

/** One movement of money. The journal of these is what tests and reconciliation believe. */
export interface Movement {
  seq: number;
  at: string;
  kind: 'charge' | 'refund' | 'refund_failure' | 'dispute' | 'dispute_reversal';
  payment_intent: string;
  /** The charge, refund or dispute that moved it. */
  source: string;
  /** Stripe's minor units, always positive; the kind says which way it went. */
  amount: number;
  currency: string;
  status: string;
  idempotency_key: string | null;
  metadata: Record<string, string>;
}

/** The stored answer of an idempotency key. `params` is an HMAC: what was sent is not kept. */
export interface StoredAnswer {
  key: string;
  params: string;
  status: number;
  body: string;
  atMs: number;
}

/** Something that happens by itself later: a slow charge settles, a card holder disputes, a refund ends. */
export interface Alarm {
  id: string;
  kind: 'settle' | 'dispute' | 'end_refund' | 'fail_refund';
  paymentIntent: string;
  refund?: string;
  idempotencyKey: string | null;
  dueMs: number;
}

/** All effects of one request. It is one line of the log, so a crash keeps it whole or not at all. */
export interface Change {
  puts: StripeObject[];
  movements: Movement[];
  behaviors: [paymentMethod: string, behavior: CardBehavior][];
  answer?: StoredAnswer;
  alarms: Alarm[];
  rung: string[];
  delivered: string[];
}

export const emptyChange = (): Change => ({
  puts: [],
  movements: [],
  behaviors: [],
  alarms: [],
  rung: [],
  delivered: [],
});

/** The log line of a change: members that say nothing are left out. */
export function changeToLine(change: Change): string {
  return `${JSON.stringify(change, (_, value: unknown) => (Array.isArray(value) && value.length === 0 ? undefined : value))}\n`;
}

export function changeFromLine(line: string): Change {
  return { ...emptyChange(), ...(JSON.parse(line) as Partial<Change>) };
}

/** An identifier of Stripe's form: prefix and 24 characters. */
export function stripeId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

export type { StripeEvent };
