import type { Period } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Money, Rate } from '@libs/money';
import { CREDIT_TRANSFER, totalLines } from './assess-bill';
import { couponCodesOf, discountLines } from './discount-lines';
import type { Invoice, InvoiceChange, InvoiceLine } from './invoice';
import { isInForce, type RedeemedCoupon } from './redeem-coupon';
import type { AppliedTaxRate } from './tax-rate';

/** A line that somebody asks for: a proposal of a subscription's decision, usage, a one-off. */
export type BillableLine = Omit<InvoiceLine, 'unitRate' | 'metric' | 'discount' | 'taxes'> & {
  /** Absent: the line is one of something at its total. */
  readonly unitRate?: Rate | undefined;
  readonly metric?: string | null | undefined;
};

export interface DraftFacts {
  readonly invoiceId: string;
  readonly accountId: string;
  /** Null for a bill of one-off lines. */
  readonly subscriptionId: string | null;
  readonly currency: string;
  readonly period: Period;
  readonly lines: readonly BillableLine[];
  /** In the order of their redemption. */
  readonly coupons?: readonly RedeemedCoupon[];
  /** By line id, for the lines that credits give back: the rates those were taxed with. */
  readonly creditedTaxes?: ReadonlyMap<string, readonly AppliedTaxRate[]>;
}

/**
 * Drafts a bill from lines, and takes the coupons off: lines 10.00 and 29.99 less 10 % → subtotal 39.99, discount 4.00,
 * total 35.99. Tax and account credit come at finalization. A coupon whose cycles are used up takes nothing off; the
 * others count one cycle more, unless the bill is for the rest of a cycle only.
 */
export function draftInvoice(facts: DraftFacts): InvoiceChange {
  const { invoiceId, accountId, subscriptionId, currency, period, creditedTaxes } = facts;
  const coupons = (facts.coupons ?? []).filter(isInForce).map(({ coupon }) => coupon);
  const plain = facts.lines.map((line) => lineOf(line, creditedTaxes));
  const lines = discountLines(plain, coupons, currency);
  const used = plain.some(countsCycle) ? coupons : [];
  const { totals, lines: balanced } = totalLines(lines, currency);
  return {
    invoice: {
      id: invoiceId,
      accountId,
      subscriptionId,
      status: 'draft',
      currency,
      lines: balanced,
      period,
      number: null,
      issuedAt: null,
      dueAt: null,
      paidAt: null,
      // Named here already: members that its copies bring along cost nothing, new ones more than the copy.
      taxBreakdown: undefined,
      notes: undefined,
      ...totals,
    },
    events: [{ type: 'invoice.created', invoiceId }],
    effects: used.map(({ code }) => ({ kind: 'coupon_cycle_used', code })),
  };
}

/** The coupons whose cycle a bill counted; a voided bill gives it back to them. */
export function couponsCounted(invoice: Pick<Invoice, 'lines'>): string[] {
  return invoice.lines.some(countsCycle) ? couponCodesOf(invoice) : [];
}

/** A period's price: the rest of a cycle after a change, and usage alone, belong to a cycle that is counted by its price. */
function countsCycle({ kind }: InvoiceLine): boolean {
  return kind === 'subscription' || kind === 'seat';
}

function lineOf(line: BillableLine, creditedTaxes: DraftFacts['creditedTaxes']): InvoiceLine {
  if (line.description === CREDIT_TRANSFER) throw new InvariantBroken('a line of this name is made by finalization');
  const { creditsLineId } = line;
  const taxRates = line.taxRates ?? (creditsLineId ? creditedTaxes?.get(creditsLineId) : undefined);
  return {
    ...line,
    unitRate: line.unitRate ?? unitRateOf(line.lineTotal),
    metric: line.metric ?? null,
    taxes: undefined,
    ...(taxRates ? { taxRates } : {}),
  };
}

/** A rate has no sign: that of a credit is its size. */
function unitRateOf(lineTotal: Money): Rate {
  return Rate.ofMoney(lineTotal.isNegative() ? lineTotal.negate() : lineTotal);
}
