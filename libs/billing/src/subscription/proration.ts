import { describePeriod, fractionOf, Period, type Instant, type TimeZone } from '@libs/calendar';
import { Money, multiplyByFraction, Rate } from '@libs/money';
import { describeShare, priceLine, unitPriceOf, type LineProposal, type NamedPlan } from './line-proposal';
import { pausedWithin, servedAtEnd, servedUntil, serviceOf, shareLeft, type ServedPart } from './present-period';
import type { Subscription } from './subscription';

/** A line of the present period that was billed for the price (never usage, never a one-off, never a credit). */
export interface BilledLine {
  readonly id: string;
  readonly invoiceId: string;
  /** Before discounts and tax. */
  readonly lineTotal: Money;
  /** What discounts took off it; zero or positive. */
  readonly discountShare: Money;
  readonly period: Period;
  /** What credit notes and refunds took off it whatever the time, before tax; absent is nothing. */
  readonly creditNoted?: Money | undefined;
  /** What notes can take off its invoice yet, before tax: less than its lines where it gives something back, too. Absent: all. */
  readonly invoiceLeft?: Money | undefined;
  /** False while its invoice is owed: then its rest is not given back, but taken off that invoice. */
  readonly isPaid: boolean;
  /** From where on its rest was credited, or named as unpaid, before; null while all of it stands. */
  readonly creditedFrom: Instant | null;
}

/** The rest of a line that nobody paid for: no credit, but its invoice is lowered by it. */
export interface UnpaidRest {
  readonly lineId: string;
  readonly invoiceId: string;
  readonly period: Period;
  /** After discounts, before tax; positive. */
  readonly unused: Money;
  readonly share: LineProposal['share'];
}

type Rest = Pick<UnpaidRest, 'period' | 'unused' | 'share'>;

export interface PresentPrice {
  readonly subscription: Subscription;
  /** The plan version in force. */
  readonly plan: NamedPlan;
  readonly zone: TimeZone;
  /** Lines billed for the price of the present period. */
  readonly billedLines: readonly BilledLine[];
}

export interface Settlement {
  readonly lines: readonly LineProposal[];
  readonly unpaid: readonly UnpaidRest[];
}

/**
 * Closes the present price at an instant: in advance what is left of each paid line is given back, in arrears what was
 * served since the last bill is charged. 30.00 for January, left on 16 Jan 00:00 → −15.48; in arrears → 14.52.
 */
export function settlePrice(facts: PresentPrice, at: Instant): Settlement {
  const { subscription, zone } = facts;
  if (subscription.billIn !== 'arrears') return unusedRests(facts, at);
  return { lines: servedLines(facts, servedUntil(subscription, zone, at)), unpaid: [] };
}

/**
 * What an invoiced change lowers once it is in force: the rests that its own bill gives no credit for, since nobody had paid
 * for them when it was made; paid meanwhile or not, they are not owed any more.
 */
export function restsToLower(
  { subscription, billedLines }: Pick<PresentPrice, 'subscription' | 'billedLines'>,
  at: Instant,
  /** By line: what the bill of the change gives back of it. */
  credited: ReadonlyMap<string, Money>,
): UnpaidRest[] {
  if (subscription.billIn === 'arrears') return [];
  const left = new Map<string, Money>();
  return billedLines.flatMap((line) => {
    const rest = restOf(line, subscription, at);
    if (!rest) return [];
    const given = credited.get(line.id);
    const unused = lowerable(line, given ? rest.unused.subtract(given) : rest.unused, left);
    return unused.isPositive() ? { lineId: line.id, invoiceId: line.invoiceId, ...rest, unused } : [];
  });
}

/**
 * Closes the price of a subscription that ends. In advance nothing comes back unless asked; in arrears what was served is
 * charged. 30.00 for January, canceled on 16 Jan with `isRefunded` → −15.48, without → no line.
 */
export function settleAtEnd(facts: PresentPrice, end: Instant, isRefunded: boolean): Settlement {
  const { subscription, zone } = facts;
  if (subscription.billIn === 'arrears') {
    return { lines: servedLines(facts, servedAtEnd(subscription, zone, end)), unpaid: [] };
  }
  return isRefunded ? unusedRests(facts, end) : { lines: [], unpaid: [] };
}

/** The price from an instant to the end of the present period, in advance: 60.00 from 16 Jan 00:00 → 30.97; in arrears none. */
export function billRest({ subscription, plan, zone }: Omit<PresentPrice, 'billedLines'>, at: Instant): LineProposal[] {
  if (subscription.billIn === 'arrears' || !at.isBefore(subscription.currentPeriod.end)) return [];
  const { periodPrice, quantity, currentPeriod } = subscription;
  const [period, share] = [currentPeriod.from(at), shareLeft(subscription, zone, at)];
  return [priceLine({ plan, currency: periodPrice.currency, quantity, period, share, zone, isProrated: true })];
}

/** In arrears: what was served costs; the part that ends with its period is an ordinary line, by which coupons count the cycle. */
export function servedLines(
  { subscription, plan, zone }: Omit<PresentPrice, 'billedLines'>,
  served: ServedPart | null,
): LineProposal[] {
  if (!served) return [];
  const { quantity, periodPrice } = subscription;
  const line = priceLine({ plan, currency: periodPrice.currency, quantity, ...served, zone });
  const isLast = served.period.end.equals(subscription.currentPeriod.end);
  return [isLast ? line : { ...line, kind: 'proration_charge' }];
}

function unusedRests(facts: PresentPrice, at: Instant): Settlement {
  const lines: LineProposal[] = [];
  const unpaid: UnpaidRest[] = [];
  const left = new Map<string, Money>();
  for (const line of facts.billedLines) {
    const rest = restOf(line, facts.subscription, at);
    if (!rest) continue;
    const owed = line.isPaid ? Money.zero(rest.unused.currency) : lowerable(line, rest.unused, left);
    if (owed.isPositive()) unpaid.push({ lineId: line.id, invoiceId: line.invoiceId, ...rest, unused: owed });
    if (owed.compare(rest.unused) < 0) lines.push(creditLine(facts, line, rest, owed));
  }
  return { lines, unpaid };
}

/**
 * How much of a rest its invoice can be lowered by: one that netted a charge of 60.00 with a credit of 10.00 asked for 50.00
 * only, and the other 10.00 of it were paid by that credit.
 */
function lowerable({ invoiceId, invoiceLeft }: BilledLine, unused: Money, left: Map<string, Money>): Money {
  const most = left.get(invoiceId) ?? invoiceLeft;
  const lowered = most && most.compare(unused) < 0 ? most : unused;
  if (most) left.set(invoiceId, most.subtract(lowered));
  return lowered;
}

/**
 * Unused = what was billed (after discounts and credit notes) × seconds left of the line's span ÷ seconds in its span. A pause moved the
 * end of the period and of what is left, not the span that was paid for.
 */
function restOf(line: BilledLine, subscription: Subscription, at: Instant): Rest | null {
  const start = at.isBefore(line.period.start) ? line.period.start : at;
  const end = line.creditedFrom ?? servedOrPresentEnd(line, subscription);
  const billed = billedOf(line);
  if (!start.isBefore(end) || !billed.isPositive()) return null;
  const period = Period.of(start, end);
  const share = fractionOf(period.seconds() - pausedWithin(subscription, period), spanOf(line, subscription));
  const unused = multiplyByFraction(billed, share.numerator, share.denominator);
  return { period, unused, share };
}

/** What stands of a line: after discounts and credit notes, before tax. */
function billedOf({ lineTotal, discountShare, creditNoted }: BilledLine): Money {
  const discounted = lineTotal.subtract(discountShare);
  return creditNoted ? discounted.subtract(creditNoted) : discounted;
}

/** A line in advance runs to the period's end, wherever pauses moved it; one that was billed after it was served, to its own. */
function servedOrPresentEnd(line: BilledLine, subscription: Subscription): Instant {
  return wasServed(line, subscription) ? line.period.end : subscription.currentPeriod.end;
}

/** Seconds that a line billed: of one in advance its span, whatever paused it since; of one after its service, what was served. */
function spanOf(line: BilledLine, subscription: Subscription): bigint {
  const seconds = line.period.seconds();
  return wasServed(line, subscription) ? seconds - pausedWithin(subscription, line.period) : seconds;
}

/** One in advance, too, ends before a later price begins when pauses moved it there; its rest was credited then. */
function wasServed({ period, creditedFrom }: BilledLine, subscription: Subscription): boolean {
  return creditedFrom === null && !period.end.isAfter(serviceOf(subscription).unbilledFrom);
}

function creditLine(
  { subscription, plan, zone }: PresentPrice,
  line: BilledLine,
  { period, unused, share }: Rest,
  /** The part of it that its own invoice is lowered by. */
  owed: Money,
): LineProposal {
  const back = unused.subtract(owed);
  const lowers = owed.isZero() ? '' : `, ${owed} of it taken off its bill, and ${back}`;
  const billed = billedOf(line);
  const taken = [
    ...(line.discountShare.isZero() ? [] : [`${line.discountShare} discount`]),
    ...(line.creditNoted?.isPositive() ? [`${line.creditNoted} credited`] : []),
  ].join(' and ');
  return {
    kind: 'proration_credit',
    description: `Unused time of ${plan.name}, ${describePeriod(period, zone)}`,
    quantity: String(subscription.quantity),
    unitRate: Rate.ofMoney(unitPriceOf(plan, unused.currency)),
    lineTotal: back.negate(),
    period,
    explanation: `${billed} billed${taken && ` (${line.lineTotal} less ${taken})`} × ${describeShare(share)} unused = ${unused}${lowers} back.`,
    share,
    creditsLineId: line.id,
    isDiscountable: false,
  };
}
