import type { Instant } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import type { Money } from '@libs/money';
import { isLive, type SubscriptionStatus } from './subscription.states';
import { moveSubscription, type Subscription, type SubscriptionChange } from './subscription';

export interface ApplyPaymentFacts {
  readonly subscription: Subscription;
  /** The invoice the payment names. */
  readonly invoice: {
    readonly status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
    readonly amountDue: Money;
    /**
     * The amounts that were asked for it, the present one first: a payment that was under way when it was lowered brings
     * the one before. `any`: somebody made sure that this is what the gateway took.
     */
    readonly amountsAsked: readonly Money[] | 'any';
  };
  readonly captured: Money;
  /** The live subscription that holds the place of the family, if there is one; it may be this one. */
  readonly holder: Subscription | null;
  /** Other invoices that must be paid before it is in force: a start in the past has one for each period. Absent: none. */
  readonly owesMore?: boolean;
  readonly now: Instant;
}

export type PaymentEffect =
  /** The invoice is paid; the subscription is in force, and the trial it replaces has ended. */
  | (SubscriptionChange & { readonly kind: 'settles'; readonly convertedTrial: Subscription | null })
  /** The invoice stays open over the rest; what waits for it goes on waiting. */
  | { readonly kind: 'pays_part'; readonly left: Money }
  /** Nothing is owed any more: the money is kept for the account. */
  | {
      readonly kind: 'becomes_credit';
      readonly credit: Money;
      readonly reason: CreditReason;
      /** It gives way to the one that has its place: its open bills are to be voided. */
      readonly replaced?: SubscriptionChange;
    };

export type CreditReason = 'invoice_void' | 'invoice_already_paid' | 'subscription_expired' | 'already_subscribed';

export type PaymentRefusal =
  | { readonly code: 'amount_mismatch'; readonly amount: string; readonly currency: string }
  | { readonly code: 'invoice_not_open'; readonly status: 'draft' };

/** The others keep their state: an invoice may be paid while paused, or after a cancellation with usage left to bill. */
const WAITS_FOR_MONEY: ReadonlySet<SubscriptionStatus> = new Set(['pending', 'trial', 'past_due']);

/**
 * Applies a captured payment to a subscription. 29.99 USD for a pending one that asked 29.99 USD → `active`, and the
 * trial of its family that nobody paid for, in its days of grace too, ends as `canceled` with the reason `converted`. An amount that was never asked for, or another
 * currency, changes nothing. More than is due still settles (the excess is the account's), less pays a part. Money
 * that comes too late (invoice voided or paid already, subscription expired, its place taken by one that is paid for) becomes account credit.
 * The same payment told twice is recognized by its id before this is asked.
 */
export function applyPayment(facts: ApplyPaymentFacts): Result<PaymentEffect, PaymentRefusal> {
  const { subscription, invoice, captured, now } = facts;
  const { amountDue, amountsAsked } = invoice;
  const { currency } = amountDue;
  const wasAsked = amountsAsked === 'any' || amountsAsked.some((asked) => asked.equals(captured));
  if (captured.currency !== currency || !wasAsked) {
    const [asked = amountDue] = amountsAsked === 'any' ? [] : amountsAsked;
    return refuse({ code: 'amount_mismatch', amount: asked.toDecimalText(), currency });
  }
  if (invoice.status === 'draft') return refuse({ code: 'invoice_not_open', status: invoice.status });
  const late = lateReason(facts);
  if (late) {
    const replaced = late === 'already_subscribed' ? { replaced: moved(subscription, 'replaced', now) } : {};
    return ok({ kind: 'becomes_credit', credit: captured, reason: late, ...replaced });
  }

  if (captured.compare(amountDue) < 0) return ok({ kind: 'pays_part', left: amountDue.subtract(captured) });
  if (facts.owesMore) return ok({ kind: 'settles', subscription, convertedTrial: null, events: [] });
  return ok({ kind: 'settles', ...enterIntoForce(subscription, facts.holder, now) });
}

/**
 * What a subscription becomes once nothing is owed for it any more, be it by a payment or by account credit: a pending or
 * past due one → `active`, and the unpaid trial that holds the place of its family ends as converted. Any other keeps its
 * state, and so does a pending one whose place is taken.
 */
export function enterIntoForce(
  subscription: Subscription,
  holder: Subscription | null,
  now: Instant,
): SubscriptionChange & { readonly convertedTrial: Subscription | null } {
  if (!WAITS_FOR_MONEY.has(subscription.status) || isPlaceTaken(subscription, holder)) {
    return { subscription, convertedTrial: null, events: [] };
  }
  const paid = moved(subscription, 'paid_in_full', now);
  const converted = holder ? trialConverted(holder, subscription, now) : null;
  return {
    subscription: paid.subscription,
    convertedTrial: converted?.subscription ?? null,
    events: [...(converted?.events ?? []), ...paid.events],
  };
}

function lateReason({ invoice, subscription, holder }: ApplyPaymentFacts): CreditReason | null {
  if (invoice.status === 'void') return 'invoice_void';
  if (invoice.status === 'paid') return 'invoice_already_paid';
  // It lapsed before it was paid for, so no service stands against the money.
  if (subscription.status === 'expired') return 'subscription_expired';
  return isPlaceTaken(subscription, holder) ? 'already_subscribed' : null;
}

/** A trial that began to be paid for, or another that was bought meanwhile, holds the place that it waits for. */
function isPlaceTaken({ id, status }: Subscription, holder: Subscription | null): boolean {
  return status === 'pending' && holder !== null && holder.id !== id && isLive(holder.status) && !isUnpaidTrial(holder);
}

/** Running, being charged for its first period, or in the days of grace after it. */
function isUnpaidTrial({ status, graceEndsAt }: Subscription): boolean {
  return status === 'trial' || (status === 'past_due' && Boolean(graceEndsAt));
}

function trialConverted(trial: Subscription, by: Subscription, now: Instant): SubscriptionChange | null {
  if (trial.id === by.id || !isUnpaidTrial(trial)) return null;
  if (trial.accountId !== by.accountId || trial.family !== by.family) {
    throw new InvariantBroken(`trial ${trial.id} is not of the family of ${by.id}`);
  }
  return moved(trial, 'converted', now);
}

function moved(
  subscription: Subscription,
  trigger: 'paid_in_full' | 'converted' | 'replaced',
  now: Instant,
): SubscriptionChange {
  const change = moveSubscription(subscription, trigger, now);
  if (!change.ok) throw new InvariantBroken(`${subscription.status} subscription ${subscription.id} was ${trigger}`);
  return change.value;
}
