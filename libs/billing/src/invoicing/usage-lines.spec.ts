import { Period, TimeZone } from '@libs/calendar';
import { Money, Rate } from '@libs/money';
import { readCharges, type Charge } from '../catalog';
import { aggregateUsage, type MeteredUsage } from '../metering';
import { accepted, at, usd } from '../testing';
import { draftInvoice, lateUsageLines, oneOffLine, usageLines, type BillableLine, type Invoice } from './index';

const now = at('2026-02-10T00:00:00Z');
const [oldPeriod, newPeriod] = [Period.of(at('2026-01-10T00:00:00Z'), now), Period.of(now, at('2026-03-10T00:00:00Z'))];
const common = { invoiceId: 'i', accountId: 'a', subscriptionId: 's', currency: 'USD', period: newPeriod };
const price = (minor: bigint, description: string): BillableLine => ({
  kind: 'subscription',
  description,
  quantity: '1',
  lineTotal: usd(minor),
  period: newPeriod,
  explanation: '',
});

describe('renewals', () => {
  const [charge] = accepted(
    readCharges(
      [
        {
          metric: 'api_calls',
          aggregation: 'sum',
          model: 'standard',
          included: 100000,
          unit_amount: '0.001',
          minimum_amount: 5,
        },
      ],
      'USD',
    ),
  ) as readonly [Charge];
  const used = (quantity: string): MeteredUsage =>
    aggregateUsage(charge, [{ id: 'e', happenedAt: at('2026-01-20T00:00:00Z'), quantity }]);
  const toBill = (quantity: string) => ({
    charge,
    usage: used(quantity),
    currency: 'USD',
    period: oldPeriod,
    zone: TimeZone.UTC,
  });
  const lines = (invoice: Invoice) =>
    invoice.lines.map(({ kind, description, lineTotal }) => [kind, description, lineTotal.toDecimalText()]);

  test('carry the new period’s price and the old period’s usage', () => {
    const priceLines = [price(2900n, 'Pro, 10 Feb to 10 Mar')];
    const { invoice } = draftInvoice({ ...common, lines: [...priceLines, ...usageLines(toBill('120000'))] });
    expect(lines(invoice)).toEqual([
      ['subscription', 'Pro, 10 Feb to 10 Mar', '29.00'],
      ['usage', 'API calls, 10 Jan to 10 Feb', '20.00'],
    ]);
    expect(invoice.lines[1]).toMatchObject({ metric: 'api_calls', quantity: '120000', unitRate: Rate.of('0.001') });
  });

  test('add what is missing to a minimum', () => {
    const { invoice } = draftInvoice({ ...common, lines: usageLines(toBill('101000')) });
    expect(lines(invoice)).toEqual([
      ['usage', 'API calls, 10 Jan to 10 Feb', '1.00'],
      ['minimum', 'Minimum for API calls, 10 Jan to 10 Feb', '4.00'],
    ]);
  });

  test.each([
    ['121000', '20.00', [['usage', 'API calls, late, 10 Jan to 10 Feb', '1.00']]],
    ['104000', '5.00', []],
    [
      '100000',
      '20.00',
      [
        ['usage', 'API calls, late, 10 Jan to 10 Feb', '-15.00'],
        ['one_off', 'Moved to account credit', '15.00'],
      ],
    ],
  ])('late usage: now %s used, %s billed', (quantity, billed, expected) => {
    const late = lateUsageLines({ ...toBill(quantity), billed: accepted(Money.parseDecimal(billed, 'USD')) });
    expect(lines(draftInvoice({ ...common, lines: late }).invoice)).toEqual(expected);
  });

  test('a one-off line says how it came about', () => {
    const line = oneOffLine('Setup', '2', Rate.of('100'), usd(20000n));
    expect(line).toMatchObject({ kind: 'one_off', explanation: '2 × 100 = 200.00 USD.' });
  });
});
