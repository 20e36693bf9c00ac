import { Period } from '@libs/calendar';
import { Money, Rate } from '@libs/money';
import { at } from '../testing';
import {
  assessBill,
  creditGranted,
  draftInvoice,
  gatewayMinimum,
  type AppliedTaxRate,
  type BillableLine,
  type Coupon,
  type LineKind,
  type TaxRounding,
} from './index';
import assessedBills from './vectors/assessed-bills.json';

const period = Period.of(at('2026-02-10T00:00:00Z'), at('2026-03-10T00:00:00Z'));

function rateOf([name = '', percent = '', how]: readonly string[]): AppliedTaxRate {
  return { jurisdiction: name, name, percent: Rate.of(percent), isInclusive: how === 'included' };
}

function lineOf(text: string, currency: string): BillableLine {
  const [kind, amount = '', ...rates] = text.split(' ');
  const lineTotal = Money.ofMinor(BigInt(amount), currency);
  const taxRates = kind === 'proration_credit' ? rates.map((rate) => rateOf(rate.split(':'))) : undefined;
  return { kind: kind as LineKind, description: '', quantity: '1', lineTotal, period, explanation: '', taxRates };
}

function couponOf(text: string, index: number, currency: string): Coupon {
  const value: Coupon['value'] = text.endsWith('%')
    ? { kind: 'percent', percentOff: Rate.of(text.slice(0, -1)) }
    : { kind: 'amount', amountOff: Money.ofMinor(BigInt(text), currency) };
  const endless = { duration: 'forever', durationCycles: null, planIds: null, redeemBy: null } as const;
  return { code: `C${index}`, value, redemptionsMax: null, ...endless };
}

describe('bills as a second implementation assesses them', () => {
  test.each(assessedBills.vectors.map((vector, index) => [index, vector] as const))('%d', (_, vector) => {
    const { currency, expected } = vector;
    const draft = draftInvoice({
      invoiceId: 'i',
      accountId: 'a',
      subscriptionId: 's',
      currency,
      period,
      lines: vector.lines.map((line) => lineOf(line, currency)),
      coupons: vector.coupons.map((text, index) => ({ coupon: couponOf(text, index, currency), cyclesUsed: 0 })),
    });
    const { invoice, effects } = assessBill(draft.invoice, {
      tax: { rates: vector.rates.map((text) => rateOf(text.split(' '))), notes: [] },
      taxRounding: vector.rounding as TaxRounding,
      credits: vector.credits.map((minor, id) => ({ id: `${id}`, remaining: Money.ofMinor(BigInt(minor), currency) })),
      minimumCharge: gatewayMinimum(currency),
    });
    const moved = creditGranted(invoice);
    const carried = effects.flatMap((effect) => (effect.kind === 'debit_carried' ? [effect.amount] : []));
    const { subtotal, discount, tax, total, creditApplied, amountDue } = invoice;
    const sum = Money.sum(carried, currency);
    const numbers = [subtotal.subtract(moved), discount, tax, total, moved, creditApplied, sum, amountDue];
    expect(numbers.map(({ minor }) => minor).join(' ')).toBe(expected);
  });
});
