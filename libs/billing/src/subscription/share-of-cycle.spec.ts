import { Instant, Period, TimeZone } from '@libs/calendar';
import { shareOfCycle } from './index';

const monthly = { anchor: Instant.of('2026-01-01T00:00:00Z'), cycle: { unit: 'monthly', count: 1 } } as const;
const periodOf = (start: string, end: string) =>
  Period.of(Instant.of(`${start}T00:00:00Z`), Instant.of(`${end}T00:00:00Z`));
const paused = (start: string, end: string) => ({ service: { pauses: [periodOf(start, end)] } });

test.each<[string, object, string, string, number, number]>([
  ['all of January', {}, '2026-01-01', '2026-02-01', 1, 1],
  ['an end on 16 Jan', {}, '2026-01-01', '2026-01-16', 15, 31],
  ['the stub before a billing day', { billingDay: 15 }, '2026-01-01', '2026-01-15', 14, 31],
  ['a whole period of a billing day', { billingDay: 15 }, '2026-01-15', '2026-02-15', 1, 1],
  ['a period that a pause of ten days moved', paused('2026-01-11', '2026-01-21'), '2026-01-01', '2026-02-11', 1, 1],
  [
    'an end within a period that a pause of five days moved',
    paused('2026-02-03', '2026-02-08'),
    '2026-02-01',
    '2026-02-20',
    14,
    28,
  ],
  [
    'a period before the one that a pause moved',
    { ...paused('2026-02-03', '2026-02-13'), currentPeriod: periodOf('2026-02-01', '2026-03-11') },
    '2026-01-01',
    '2026-02-01',
    1,
    1,
  ],
  ['a period from before the anchor', {}, '2025-12-17', '2026-01-01', 15, 31],
])('the share of %s', (_, more, start, end, numerator, denominator) => {
  const period = periodOf(start, end);
  const share = shareOfCycle({ ...monthly, currentPeriod: period, ...more }, TimeZone.of('UTC'), period);
  expect(Number(share.numerator) / Number(share.denominator)).toBeCloseTo(numerator / denominator, 12);
});
