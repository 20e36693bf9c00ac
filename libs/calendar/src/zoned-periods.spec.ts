import type { CycleUnit } from './billing-cycle';
import { cutAt, schedulePeriod, type BillingSchedule } from './billing-schedule';
import { Instant } from './instant';
import { TimeZone } from './time-zone';
import zonedPeriods from './vectors/zoned-periods.json';

function scheduleOf(text: string): BillingSchedule {
  const [start = '', unit, count, zone = '', day] = text.split(' ');
  const cycle = { unit: unit as CycleUnit, count: Number(count) };
  return { start: Instant.of(start), cycle, zone: TimeZone.of(zone), billingDay: day === '-' ? null : Number(day) };
}

function expectShare(share: { numerator: bigint; denominator: bigint }, text = ''): void {
  const [numerator = '', denominator = ''] = text.split('/');
  expect(share.numerator * BigInt(denominator)).toBe(share.denominator * BigInt(numerator));
}

describe('periods as a second implementation has them', () => {
  test.each(zonedPeriods.vectors.map((vector) => [vector.case, vector] as const))('%s', (text, vector) => {
    const schedule = scheduleOf(text);
    const periods = [1, 2, 3, 4, 5].map((n) => schedulePeriod(schedule, n));
    expect(periods.map(({ period }) => String(period.end)).join(' ')).toBe(vector.ends);
    expectShare(schedulePeriod(schedule, 1).share, vector.stub);
    for (const cut of vector.cuts) {
      const [n, end = '', share] = cut.split(' ');
      expectShare(cutAt(schedule, schedulePeriod(schedule, Number(n)), Instant.of(end)).share, share);
    }
  });
});
