import { Period, TimeZone } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Money, Rate } from '@libs/money';
import fc from 'fast-check';
import { bookFinalizedInvoice, bookVoidedInvoice } from '../ledger';
import { accepted, at, refusalOf, usd } from '../testing';
import {
  amountsAsked,
  assessBill,
  creditGranted,
  draftInvoice,
  finalizeInvoice,
  gatewayMinimum,
  payInvoice,
  readCouponTerms,
  settleWithExcess,
  voidInvoice,
  writeOffInvoice,
  type AppliedTaxRate,
  type AssessFacts,
  type BillableLine,
  type Coupon,
  type DraftFacts,
  type Invoice,
} from './index';

const now = at('2026-02-10T00:00:00Z');
const newPeriod = Period.of(now, at('2026-03-10T00:00:00Z'));
const vat = (percent: string, isInclusive = false): AppliedTaxRate => ({
  jurisdiction: 'DE',
  name: 'VAT',
  percent: Rate.of(percent),
  isInclusive,
});
const assess = (facts: Partial<AssessFacts> = {}): AssessFacts => ({
  tax: { rates: [], notes: [] },
  taxRounding: 'rate',
  credits: [],
  minimumCharge: gatewayMinimum('USD'),
  ...facts,
});
const taxedAt = (...rates: AppliedTaxRate[]) => assess({ tax: { rates, notes: [] } });
const price = (minor: bigint, facts: Partial<BillableLine> = {}): BillableLine => ({
  kind: 'subscription',
  description: 'Pro',
  quantity: '1',
  lineTotal: usd(minor),
  period: newPeriod,
  explanation: '',
  ...facts,
});
const common = { invoiceId: 'i', accountId: 'a', subscriptionId: 's', currency: 'USD', period: newPeriod };
const draft = (lines: BillableLine[], facts: Partial<DraftFacts> = {}) => draftInvoice({ ...common, lines, ...facts });
const finalized = (bill: Invoice, facts: AssessFacts) =>
  accepted(finalizeInvoice(bill, { sequence: 1, now, zone: TimeZone.UTC, paymentTermsDays: 0, assess: facts }));
const numbers = ({ subtotal, discount, tax, total, creditApplied, amountDue }: Invoice) =>
  [subtotal, discount, tax, total, creditApplied, amountDue].map((amount) => amount.toDecimalText());
const coupon = (percentOff: number): Coupon => ({
  code: 'TEN',
  planIds: null,
  redeemBy: null,
  redemptionsMax: null,
  ...accepted(readCouponTerms({ percentOff, duration: 'forever' })),
});

describe('the order on an invoice', () => {
  test.each<[string, BillableLine[], AssessFacts, string[]]>([
    [
      'exclusive 20 % on 29.99',
      [price(2999n)],
      taxedAt(vat('20')),
      ['29.99', '0.00', '6.00', '35.99', '0.00', '35.99'],
    ],
    [
      'inclusive 20 % on 29.99',
      [price(2999n)],
      taxedAt(vat('20', true)),
      ['29.99', '0.00', '5.00', '29.99', '0.00', '29.99'],
    ],
    [
      'an upgrade, 49.00 to 99.00',
      [price(-2644n, { kind: 'proration_credit', taxRates: [] }), price(5343n, { kind: 'proration_charge' })],
      assess(),
      ['26.99', '0.00', '0.00', '26.99', '0.00', '26.99'],
    ],
    [
      'credit, the oldest first',
      [price(2999n)],
      assess({ credits: [{ id: 'c', remaining: usd(500n) }] }),
      ['29.99', '0.00', '0.00', '29.99', '5.00', '24.99'],
    ],
    ['too little to charge', [price(30n)], assess(), ['0.30', '0.00', '0.00', '0.30', '0.30', '0.00']],
  ])('%s', (_, lines, facts, expected) => {
    expect(numbers(finalized(draft(lines).invoice, facts).invoice)).toEqual(expected);
  });

  test('lines → discount → tax → credit → due', () => {
    const bill = draft([price(1000n), price(2999n)], { coupons: [{ coupon: coupon(10), cyclesUsed: 0 }] });
    const facts = { ...taxedAt(vat('20')), credits: [{ id: 'c', remaining: usd(1000n) }] };
    const { invoice, effects } = finalized(bill.invoice, facts);
    expect(numbers(invoice)).toEqual(['39.99', '4.00', '7.20', '43.19', '10.00', '33.19']);
    expect(invoice.lines.map(({ taxes }) => taxes?.map(({ amount }) => amount.minor))).toEqual([[180n], [540n], []]);
    expect(effects).toEqual([{ kind: 'credit_used', creditId: 'c', amount: usd(1000n) }]);
    expect(bill.effects).toEqual([{ kind: 'coupon_cycle_used', code: 'TEN' }]);
  });

  test('nothing due is paid at once; what is too little is said, and owed with the next', () => {
    const { invoice, effects } = finalized(draft([price(30n)]).invoice, assess());
    expect(invoice).toMatchObject({ status: 'paid', paidAt: now, notes: ['0.30 USD is carried to the next invoice'] });
    expect(effects).toEqual([{ kind: 'debit_carried', amount: usd(30n) }]);
    const next = finalized(draft([price(1000n)]).invoice, assess({ credits: [{ id: 'd', remaining: usd(-30n) }] }));
    expect(numbers(next.invoice).slice(3)).toEqual(['10.00', '-0.30', '10.30']);
  });

  test('a coupon whose cycles are used up takes nothing, and the rest of a cycle uses none', () => {
    const once = { ...coupon(10), duration: 'once' as const };
    expect(draft([price(1000n)], { coupons: [{ coupon: once, cyclesUsed: 1 }] }).invoice.discount.isZero()).toBe(true);
    const rest = draft([price(1000n, { kind: 'proration_charge' })], { coupons: [{ coupon: once, cyclesUsed: 0 }] });
    expect([rest.invoice.discount.toDecimalText(), rest.effects]).toEqual(['1.00', []]);
    const late = draft([price(1000n, { kind: 'usage' })], { coupons: [{ coupon: once, cyclesUsed: 0 }] });
    expect([late.invoice.discount.toDecimalText(), late.effects]).toEqual(['1.00', []]);
  });

  test('reverse charge and a missing provider are written on it', () => {
    const bill = draft([price(2999n)]).invoice;
    const reversed = assessBill(bill, assess({ tax: { rates: [vat('0')], notes: ['Reverse charge'] } })).invoice;
    expect(reversed).toMatchObject({
      notes: ['Reverse charge'],
      taxBreakdown: [{ taxable: usd(2999n), amount: usd(0n) }],
    });
    const untaxed = assessBill(bill, assess({ tax: { rates: [], notes: [], needsReview: true } })).invoice;
    expect(untaxed.needsReview).toBe(true);
  });
});

describe('a bill below zero', () => {
  const credited = price(-74959n, { kind: 'proration_credit', creditsLineId: 'yearly' });
  const facts = { creditedTaxes: new Map([['yearly', [vat('20')]]]) };

  test('749.59 taxed at 20 % brings 899.51 back, whatever the tax is today', () => {
    const { invoice, effects, events } = finalized(draft([credited], facts).invoice, taxedAt(vat('25')));
    expect(numbers(invoice)).toEqual(['149.92', '0.00', '-149.92', '0.00', '0.00', '0.00']);
    expect(invoice.lines.at(-1)).toMatchObject({ description: 'Moved to account credit', lineTotal: usd(89951n) });
    expect(effects).toEqual([{ kind: 'credit_granted', amount: usd(89951n), reason: 'negative_invoice' }]);
    expect(events.map(({ type }) => type)).toEqual(['invoice.finalized', 'invoice.paid']);
    const postings = bookFinalizedInvoice({ ...invoice, creditGranted: creditGranted(invoice) }).postings;
    expect(postings.map(({ account, change }) => `${account} ${change}`)).toEqual([
      'customer_credit -899.51 USD',
      'revenue 749.59 USD',
      'tax_payable 149.92 USD',
    ]);
  });

  test('with the new price on it, the rest comes back', () => {
    const { effects } = finalized(draft([credited, price(12000n)], facts).invoice, taxedAt(vat('20')));
    expect(effects).toEqual([{ kind: 'credit_granted', amount: usd(75551n), reason: 'negative_invoice' }]);
  });

  test('its name is not for others to use', () => {
    expect(() => draft([price(1n, { description: 'Moved to account credit' })])).toThrow(InvariantBroken);
  });
});

describe('closing', () => {
  const bill = draft([price(2999n)]).invoice;
  const open = finalized(bill, assess({ credits: [{ id: 'c', remaining: usd(500n) }] })).invoice;

  test('a void bill frees what it billed and gives credit back', () => {
    expect(accepted(voidInvoice(open)).effects).toEqual([
      { kind: 'billing_freed', lines: [{ kind: 'subscription', period: newPeriod, metric: null }] },
      { kind: 'credit_restored', amount: usd(500n) },
    ]);
    expect(accepted(voidInvoice(bill)).effects).toHaveLength(1);
    expect(refusalOf(voidInvoice({ ...open, amountCredited: usd(1n) }))).toBe('invoice_not_open');
  });

  test('more than is due becomes credit, less is refused', () => {
    const { invoice, effects } = accepted(settleWithExcess(open, usd(3000n), now));
    expect([invoice.status, invoice.amountPaid.toDecimalText()]).toEqual(['paid', '24.99']);
    expect(effects).toEqual([{ kind: 'credit_granted', amount: usd(501n), reason: 'overpayment' }]);
    expect(accepted(settleWithExcess(open, usd(2499n), now)).effects).toBeUndefined();
    expect(refusalOf(settleWithExcess(open, usd(2498n), now))).toBe('amount_mismatch');
    expect(refusalOf(settleWithExcess(open, Money.ofMinor(9999n, 'EUR'), now))).toBe('amount_mismatch');
  });

  test('less than is due pays a part; several complete it', () => {
    const part = accepted(payInvoice(open, usd(1000n), now));
    expect(part.invoice).toMatchObject({ status: 'open', amountPaid: usd(1000n), amountDue: usd(1499n), paidAt: null });
    expect(part.events).toEqual([{ type: 'invoice.paid_in_part', invoiceId: 'i' }]);
    const whole = accepted(payInvoice(part.invoice, usd(1499n), now));
    expect(whole.invoice).toMatchObject({ status: 'paid', amountPaid: usd(2499n), amountDue: usd(0n), paidAt: now });
    expect(accepted(payInvoice(part.invoice, usd(2499n), now)).effects).toEqual([
      { kind: 'credit_granted', amount: usd(1000n), reason: 'overpayment' },
    ]);
    expect(refusalOf(payInvoice(open, Money.ofMinor(1n, 'EUR'), now))).toBe('amount_mismatch');
    for (const status of ['draft', 'paid', 'void'] as const) {
      expect(refusalOf(payInvoice({ ...open, status }, usd(1000n), now))).toBe('invoice_not_open');
    }
    expect(() => payInvoice(open, usd(0n), now)).toThrow(InvariantBroken);
  });

  test('what was asked before notes lowered it, and after a part was paid', () => {
    const minors = (...facts: Parameters<typeof amountsAsked>) => amountsAsked(...facts).map(({ minor }) => minor);
    expect(minors(open, [])).toEqual([2499n, 2499n]);
    const lowered = { ...open, amountCredited: usd(600n), amountDue: usd(899n), amountPaid: usd(1000n) };
    expect(minors(lowered, [usd(500n), usd(100n)])).toEqual([1899n, 1999n, 2499n, 899n, 999n, 1499n]);
    expect(minors({ ...open, amountDue: usd(0n), amountPaid: usd(2499n) }, [])).toEqual([2499n]);
  });

  test('what is given up stays due', () => {
    const { invoice, events } = accepted(writeOffInvoice(open));
    expect(invoice).toMatchObject({ status: 'uncollectible', amountDue: usd(2499n) });
    expect(events).toEqual([{ type: 'invoice.marked_uncollectible', invoiceId: 'i' }]);
    expect(refusalOf(writeOffInvoice(bill))).toBe('invoice_not_open');
  });
});

describe('whatever is billed', () => {
  const minor = fc.bigInt(-(10n ** 7n), 10n ** 7n);
  const lines = fc.array(
    minor.map((total) =>
      total < 0n ? price(total, { kind: 'proration_credit', taxRates: [vat('19')] }) : price(total),
    ),
    { minLength: 1, maxLength: 6 },
  );
  const rates = fc.subarray([
    vat('20'),
    { ...vat('9.975'), jurisdiction: 'CA-QC' },
    { ...vat('7', true), name: 'city' },
  ]);
  const credits = fc.array(
    fc.bigInt(-40n, 10n ** 6n).filter((amount) => amount !== 0n),
    { maxLength: 3 },
  );
  const coupons = fc.array(fc.integer({ min: 1, max: 100 }).map(coupon), { maxLength: 2 });
  const bills = fc.record({
    lines,
    rates,
    credits,
    coupons,
    taxRounding: fc.constantFrom('rate' as const, 'line' as const),
  });

  function billed({
    lines,
    rates,
    credits,
    coupons,
    taxRounding,
  }: typeof bills extends fc.Arbitrary<infer T> ? T : never) {
    const { invoice } = draft(lines, { coupons: coupons.map((held) => ({ coupon: held, cyclesUsed: 0 })) });
    const facts: AssessFacts = {
      ...taxedAt(...rates),
      taxRounding,
      credits: credits.map((amount, index) => ({ id: String(index), remaining: usd(amount) })),
    };
    return { bill: invoice, facts };
  }

  test('totals equal lines, nothing is negative, and the books balance', () => {
    fc.assert(
      fc.property(bills, (facts) => {
        const { bill, facts: assessment } = billed(facts);
        const { invoice } = finalized(bill, assessment);
        const sum = (amounts: Money[]) => Money.sum(amounts, 'USD');
        const all = sum(invoice.lines.map(({ lineTotal }) => lineTotal));
        const taxes = invoice.lines.flatMap((line) => line.taxes ?? []);
        const onTop = sum(taxes.filter(({ isInclusive }) => !isInclusive).map(({ amount }) => amount));
        expect(all.equals(invoice.subtotal.subtract(invoice.discount))).toBe(true);
        expect(all.add(onTop).equals(invoice.total)).toBe(true);
        expect(sum(taxes.map(({ amount }) => amount)).equals(invoice.tax)).toBe(true);
        expect(sum((invoice.taxBreakdown ?? []).map(({ amount }) => amount)).equals(invoice.tax)).toBe(true);
        expect(invoice.total.subtract(invoice.creditApplied).equals(invoice.amountDue)).toBe(true);
        expect([invoice.total, invoice.amountDue].some((amount) => amount.isNegative())).toBe(false);
        const booked = { ...invoice, creditGranted: creditGranted(invoice) };
        expect([bookFinalizedInvoice(booked), bookVoidedInvoice(booked)]).toHaveLength(2);
      }),
    );
  });

  test('the preview is the issue, and assessing twice is assessing once', () => {
    fc.assert(
      fc.property(bills, (facts) => {
        const { bill, facts: assessment } = billed(facts);
        const preview = assessBill(bill, assessment);
        const { invoice, effects } = finalized(bill, assessment);
        const { status, number, issuedAt, dueAt, paidAt } = bill;
        expect({ ...invoice, status, number, issuedAt, dueAt, paidAt }).toEqual(preview.invoice);
        expect(effects).toEqual(preview.effects);
        expect(assessBill(preview.invoice, assessment)).toEqual(preview);
      }),
    );
  });
});
