import type Stripe from 'stripe';
import type { GatewayMovement } from '../gateway';
import { fromStripeAmount } from './stripe-amount';
import { movedNothing, translateStripeError } from './stripe-errors';

const PAGE_SIZE = 100;
const GIVEN_BACK = ['refund', 'payment_refund'];
const CAME_BACK = ['refund_failure', 'payment_failure_refund'];

const ON_ITS_WAY = ['pending', 'requires_action'];

type Facts = Pick<GatewayMovement, 'kind' | 'reference' | 'amountMinor' | 'currency' | 'status'> &
  Partial<
    Pick<GatewayMovement, 'chargeReference' | 'paymentId' | 'refundId' | 'disputeReference' | 'reason' | 'isLost'>
  >;

/** Stripe's books, newest first: what charges, refunds and disputes did to our balance. Payouts and the like are left out. */
export async function* listStripeMovements(
  stripe: Stripe,
  window: { from: Date; to: Date },
): AsyncGenerator<GatewayMovement> {
  const created = { gte: Math.floor(window.from.getTime() / 1000), lt: Math.ceil(window.to.getTime() / 1000) };
  try {
    const entries = stripe.balanceTransactions.list({ created, limit: PAGE_SIZE, expand: ['data.source'] });
    for await (const entry of entries) {
      const facts = factsOf(entry);
      if (facts) yield { id: entry.id, ...facts, ...feeOf(entry), createdAt: new Date(entry.created * 1000) };
    }
  } catch (error) {
    throw movedNothing(translateStripeError(error));
  }
}

/** The fee is in the currency in which Stripe settles with us, which may be another than the charge's. */
export function feeOf(entry: Stripe.BalanceTransaction): { feeMinor: bigint; feeCurrency: string } {
  const feeCurrency = entry.currency.toUpperCase();
  return { feeMinor: fromStripeAmount(entry.fee, feeCurrency), feeCurrency };
}

function factsOf(entry: Stripe.BalanceTransaction): Facts | undefined {
  const { source } = entry;
  if (typeof source !== 'object' || source === null) return undefined;
  if (source.object === 'charge') return chargeFacts(entry, source as Stripe.Charge);
  if (source.object === 'refund') return refundFacts(entry, source as Stripe.Refund);
  return source.object === 'dispute' ? disputeFacts(entry, source as Stripe.Dispute) : undefined;
}

function chargeFacts(entry: Stripe.BalanceTransaction, charge: Stripe.Charge): Facts | undefined {
  if (entry.type !== 'charge' && entry.type !== 'payment') return undefined;
  const reference = idOf(charge.payment_intent) ?? charge.id;
  const paymentId = charge.metadata['payment_id'];
  return {
    kind: 'charge',
    reference,
    chargeReference: reference,
    ...(paymentId !== undefined && { paymentId }),
    ...amountOf(charge.amount_captured, charge.currency),
    status: 'succeeded',
  };
}

function refundFacts(entry: Stripe.BalanceTransaction, refund: Stripe.Refund): Facts | undefined {
  const isGiven = GIVEN_BACK.includes(entry.type);
  if (!isGiven && !CAME_BACK.includes(entry.type)) return undefined;
  const chargeReference = idOf(refund.payment_intent) ?? idOf(refund.charge);
  const refundId = refund.metadata?.['refund_id'];
  return {
    kind: 'refund',
    reference: refund.id,
    ...(chargeReference !== undefined && { chargeReference }),
    ...(refundId !== undefined && { refundId }),
    ...amountOf(refund.amount, refund.currency),
    status: isGiven ? statusOf(refund) : 'failed',
  };
}

/** What failed has come back by a row of its own; so the going is nothing that stands either. */
function statusOf({ status }: Stripe.Refund): Facts['status'] {
  if (ON_ITS_WAY.includes(status ?? '')) return 'processing';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'succeeded';
}

/** Taken from us when it is opened; given again when it is won. */
function disputeFacts(entry: Stripe.BalanceTransaction, dispute: Stripe.Dispute): Facts {
  const chargeReference = idOf(dispute.payment_intent) ?? idOf(dispute.charge);
  const kind = entry.amount < 0 ? 'dispute' : 'dispute_reversal';
  return {
    kind,
    ...(kind === 'dispute' && dispute.status === 'lost' && { isLost: true }),
    reference: dispute.id,
    disputeReference: dispute.id,
    reason: dispute.reason,
    ...(chargeReference !== undefined && { chargeReference }),
    ...amountOf(dispute.amount, dispute.currency),
    status: 'succeeded',
  };
}

function amountOf(amount: number, stripeCurrency: string): Pick<Facts, 'amountMinor' | 'currency'> {
  const currency = stripeCurrency.toUpperCase();
  return { amountMinor: fromStripeAmount(amount, currency), currency };
}

export function idOf(thing: string | { id: string } | null | undefined): string | undefined {
  return typeof thing === 'string' ? thing : thing?.id;
}
