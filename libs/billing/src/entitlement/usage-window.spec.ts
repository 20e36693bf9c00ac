import { Instant, TimeZone } from '@libs/calendar';
import { usagePeriod } from './usage-window';

type Subscription = Parameters<typeof usagePeriod>[0];

const JANUARY = Instant.of('2024-01-01T00:00:00Z');

function facts(status: 'trial' | 'active', anchor: Instant): Subscription {
  return { id: 's', status, startedAt: JANUARY, anchor, cycle: { unit: 'monthly', count: 1 } } as Subscription;
}

describe('the period in which use is counted', () => {
  it.each([
    [
      'a trial counts from its start',
      facts('trial', Instant.of('2024-01-31T00:00:00Z')),
      '2024-01-15T00:00:00Z',
      '2024-01-01T00:00:00Z',
      '2024-02-01T00:00:00Z',
    ],
    [
      'a paid one from its anchor',
      facts('active', Instant.of('2024-01-31T00:00:00Z')),
      '2024-03-01T00:00:00Z',
      '2024-02-29T00:00:00Z',
      '2024-03-31T00:00:00Z',
    ],
    [
      'a boundary belongs to the new period',
      facts('active', JANUARY),
      '2024-02-01T00:00:00Z',
      '2024-02-01T00:00:00Z',
      '2024-03-01T00:00:00Z',
    ],
    [
      'a clock a little behind counts in the first',
      facts('active', JANUARY),
      '2023-12-31T23:59:59.900Z',
      '2024-01-01T00:00:00Z',
      '2024-02-01T00:00:00Z',
    ],
  ])('%s', (_, subscription, now, start, end) => {
    const period = usagePeriod(subscription, TimeZone.UTC, Instant.of(now));
    expect([String(period.start), String(period.end)]).toEqual([start, end]);
  });
});
