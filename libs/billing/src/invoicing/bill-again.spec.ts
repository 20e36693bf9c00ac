import { Period } from '@libs/calendar';
import { Money, Rate } from '@libs/money';
import { at, usd } from '../testing';
import { linesToBillAgain, type VoidedBill } from './bill-again';
import type { InvoiceLine, LineKind } from './invoice';

const line = (
  kind: LineKind,
  minor: bigint,
  from: string,
  to: string,
  more: Partial<InvoiceLine> = {},
): InvoiceLine => ({
  kind,
  description: kind,
  quantity: '2',
  unitRate: Rate.of('15'),
  lineTotal: usd(minor),
  period: Period.of(at(`${from}T00:00:00Z`), at(`${to}T00:00:00Z`)),
  metric: null,
  explanation: 'so',
  ...more,
});
const march = line('seat', 3000n, '2026-03-01', '2026-04-01', { discount: usd(300n), taxes: [] });
const usage = line('usage', 120n, '2026-02-01', '2026-03-01');
const coupon = line('discount', -300n, '2026-03-01', '2026-04-01');
const again = (lines: InvoiceLine[], facts: Partial<VoidedBill> = {}) =>
  linesToBillAgain({ lines, endedAt: null, departedAt: null, ...facts }).map(({ kind }) => kind);

test('charges again what it charged, and lets discounts and taxes be decided anew', () => {
  const [price, ...others] = linesToBillAgain({ lines: [march, usage, coupon], endedAt: null, departedAt: null });
  expect(others.map(({ kind }) => kind)).toEqual(['usage']);
  expect(price).toMatchObject({ kind: 'seat', lineTotal: usd(3000n), period: march.period, explanation: 'so' });
  expect(price).not.toHaveProperty('discount');
  expect(price).not.toHaveProperty('taxes');
});

test('the rest of a cycle is the same part of it', () => {
  const half = line('proration_charge', 1500n, '2026-03-16', '2026-04-01');
  const [{ share } = {}] = linesToBillAgain({ lines: [half], endedAt: null, departedAt: null });
  expect(Number(share?.numerator) / Number(share?.denominator)).toBe(0.5);
});

test.each<[string, Partial<VoidedBill>, LineKind[]]>([
  ['ended in it', { endedAt: at('2026-03-31T23:59:59Z') }, ['usage']],
  ['changed in it', { departedAt: at('2026-03-02T00:00:00Z') }, ['usage']],
  ['ended at its end', { endedAt: at('2026-04-01T00:00:00Z') }, ['seat', 'usage']],
  ['changed after it', { departedAt: at('2026-04-02T00:00:00Z') }, ['seat', 'usage']],
])('leaves a price out whose time was not served as billed: %s', (_, facts, kinds) => {
  expect(again([march, usage], facts)).toEqual(kinds);
});

test('nothing of a bill that gave something back, too', () => {
  const back = line('proration_credit', -500n, '2026-03-10', '2026-04-01');
  expect(again([march, back])).toEqual([]);
  expect(again([march, { ...march, kind: 'one_off', lineTotal: Money.ofMinor(-1n, 'USD') }])).toEqual([]);
});
