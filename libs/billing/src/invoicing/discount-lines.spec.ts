import { Money, Rate } from '@libs/money';
import fc from 'fast-check';
import { accepted, at, refusalOf, usd } from '../testing';
import { discountedTotal, discountLines } from './discount-lines';
import { isInForce, readCouponTerms, redeemCoupon, type Coupon, type CouponToRead, type InvoiceLine } from './index';

const coupon = (terms: Partial<CouponToRead>, facts: Partial<Coupon> = {}): Coupon => ({
  code: 'WELCOME',
  planIds: null,
  redeemBy: null,
  redemptionsMax: null,
  ...accepted(readCouponTerms({ duration: 'forever', ...terms })),
  ...facts,
});

const line = (minor: bigint, facts: Partial<InvoiceLine> = {}): InvoiceLine => ({
  kind: 'subscription',
  description: 'Pro',
  quantity: '1',
  unitRate: Rate.of('1'),
  lineTotal: usd(minor),
  period: null,
  metric: null,
  explanation: '',
  ...facts,
});

const written = (lines: readonly InvoiceLine[]) =>
  lines.map(({ lineTotal, discount }) => `${lineTotal.minor}${discount ? ` less ${discount.minor}` : ''}`);

describe('discountLines', () => {
  test.each<[string, Coupon[], InvoiceLine[], string[]]>([
    ['10 %', [coupon({ percentOff: 10 })], [line(1000n), line(2999n)], ['1000 less 100', '2999 less 300', '-400']],
    [
      '10 % twice, one after the other',
      [coupon({ percentOff: 10 }), coupon({ percentOff: 10 })],
      [line(10000n)],
      ['10000 less 1900', '-1000', '-900'],
    ],
    [
      'an amount',
      [coupon({ amountOff: 1, currency: 'USD' })],
      [line(100n), line(100n), line(100n)],
      ['100 less 34', '100 less 33', '100 less 33', '-100'],
    ],
    [
      'an amount is per cycle: a stub takes its share, whatever usage is beside it',
      [coupon({ amountOff: 5, currency: 'USD' })],
      [line(1548n, { share: { numerator: 16n, denominator: 31n } }), line(900n, { kind: 'usage' })],
      ['1548 less 163', '900 less 95', '-258'],
    ],
    [
      'of usage alone an amount takes nothing, since the price of its cycle had it',
      [coupon({ amountOff: 5, currency: 'USD' })],
      [line(900n, { kind: 'usage' })],
      ['900'],
    ],
    ['more than there is', [coupon({ amountOff: 50, currency: 'USD' })], [line(2999n)], ['2999 less 2999', '-2999']],
    ['all of it', [coupon({ percentOff: 100 })], [line(2999n)], ['2999 less 2999', '-2999']],
    [
      'a credit is left alone',
      [coupon({ percentOff: 50 })],
      [line(-1548n, { kind: 'proration_credit' }), line(3097n, { kind: 'proration_charge' })],
      ['-1548', '3097 less 1549', '-1549'],
    ],
    [
      'an amount is for a whole cycle',
      [coupon({ amountOff: 5, currency: 'USD' })],
      [line(3097n, { kind: 'proration_charge', share: { numerator: 16n, denominator: 31n } })],
      ['3097 less 258', '-258'],
    ],
    ['a line that says no', [coupon({ percentOff: 50 })], [line(1000n, { isDiscountable: false })], ['1000']],
    ['nothing to take off', [coupon({ percentOff: 50 })], [line(0n)], ['0']],
  ])('%s', (_, coupons, lines, expected) => {
    expect(written(discountLines(lines, coupons, 'USD'))).toEqual(expected);
  });

  test('says what was taken off', () => {
    const [, discount] = discountLines([line(2999n)], [coupon({ percentOff: '12.5' })], 'USD');
    expect(discount).toMatchObject({
      kind: 'discount',
      description: 'Coupon WELCOME',
      explanation: '12.5 % of 29.99 USD = 3.75 USD off.',
    });
  });

  test('the shares add up to what was taken off, and take no line below zero', () => {
    const percents = fc.bigInt(1n, 10n ** 14n).map((scaled) => coupon({ percentOff: scaledText(scaled) }));
    const amounts = fc
      .bigInt(1n, 10n ** 7n)
      .map((minor) => coupon({ amountOff: usd(minor).toDecimalText(), currency: 'USD' }));
    const coupons = fc.array(fc.oneof(percents, amounts), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 10n ** 8n), { maxLength: 8 }), coupons, (minors, taken) => {
        const lines = discountLines(
          minors.map((minor) => line(minor)),
          taken,
          'USD',
        );
        const discounts = lines.filter(({ kind }) => kind === 'discount');
        const shares = lines.flatMap(({ discount }) => (discount ? [discount] : []));
        const off = Money.sum(
          discounts.map(({ lineTotal }) => lineTotal),
          'USD',
        ).negate();
        expect(Money.sum(shares, 'USD').equals(off)).toBe(true);
        for (const each of lines.filter(({ kind }) => kind !== 'discount')) {
          expect(discountedTotal(each).isNegative()).toBe(false);
        }
      }),
    );
  });
});

/** 1 → 0.000000000001. */
function scaledText(scaled: bigint): string {
  const digits = String(scaled).padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`;
}

describe('readCouponTerms', () => {
  test.each<[Partial<CouponToRead>, string, string]>([
    [{}, 'percent_off', 'required'],
    [{ percentOff: 0 }, 'percent_off', 'out_of_range'],
    [{ percentOff: 101 }, 'percent_off', 'out_of_range'],
    [{ percentOff: -5 }, 'percent_off', 'out_of_range'],
    [{ percentOff: 'ten' }, 'percent_off', 'not_a_decimal'],
    [{ percentOff: 10, amountOff: 1 }, 'amount_off', 'not_allowed'],
    [{ percentOff: 10, currency: 'USD' }, 'currency', 'not_allowed'],
    [{ amountOff: 1 }, 'currency', 'required'],
    [{ amountOff: 1, currency: 'usd' }, 'currency', 'unknown_currency'],
    [{ amountOff: '1.001', currency: 'USD' }, 'amount_off', 'not_a_decimal'],
    [{ amountOff: 0, currency: 'USD' }, 'amount_off', 'out_of_range'],
    [{ percentOff: 10, duration: 'repeating' }, 'duration_in_cycles', 'required'],
    [{ percentOff: 10, duration: 'repeating', durationCycles: 0 }, 'duration_in_cycles', 'out_of_range'],
    [{ percentOff: 10, duration: 'once', durationCycles: 2 }, 'duration_in_cycles', 'not_allowed'],
  ])('%j is refused by its field', (terms, field, problem) => {
    expect(readCouponTerms({ duration: 'forever', ...terms })).toEqual({
      ok: false,
      error: { code: 'invalid_coupon', field, problem },
    });
  });
});

describe('redeemCoupon', () => {
  const now = at('2026-02-10T09:00:00Z');
  const limited = coupon({ amountOff: 5, currency: 'USD' }, { redeemBy: now, redemptionsMax: 100, planIds: [2] });
  const facts = { coupon: limited, isActive: true, redemptions: 99, planId: 2, currency: 'USD', now };

  test('within all its bounds it is held, not used yet', () => {
    expect(accepted(redeemCoupon(facts))).toEqual({ coupon: limited, cyclesUsed: 0 });
  });

  test.each([
    ['coupon_inactive', { isActive: false, now: now.plusSeconds(1) }],
    ['coupon_expired', { now: now.plusMilliseconds(1), redemptions: 100 }],
    ['coupon_used_up', { redemptions: 100, planId: 3 }],
    ['coupon_not_for_plan', { planId: 3, currency: 'EUR' }],
    ['coupon_not_in_currency', { currency: 'EUR' }],
  ])('%s', (code, changed) => expect(refusalOf(redeemCoupon({ ...facts, ...changed }))).toBe(code));

  test.each([
    [{ duration: 'once' as const }, [true, false, false, false]],
    [{ duration: 'repeating' as const, durationCycles: 3 }, [true, true, true, false]],
    [{ duration: 'forever' as const }, [true, true, true, true]],
  ])('%j counts for its cycles', (terms, expected) => {
    const held = coupon({ percentOff: 10, ...terms });
    expect([0, 1, 2, 3].map((cyclesUsed) => isInForce({ coupon: held, cyclesUsed }))).toEqual(expected);
  });
});
