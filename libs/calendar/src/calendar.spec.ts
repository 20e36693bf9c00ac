import { InvariantBroken } from '@libs/errors';
import { SystemClock } from './clock';
import { CalendarDuration, plusDays, plusDuration } from './duration';
import { FakeClock } from './fake-clock';
import { Instant } from './instant';
import { Period } from './period';
import { TimeZone } from './time-zone';

const at = Instant.of;
const BERLIN = TimeZone.of('Europe/Berlin');

describe('TimeZone', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kathmandu', 'Asia/Kathmandu'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['utc', 'UTC'],
  ])('%s is %s', (text, id) => {
    expect(TimeZone.of(text).id).toBe(id);
  });

  test.each([
    '+02:00',
    'UTC+2',
    'Etc/GMT+2',
    'EST',
    'Z',
    '',
    'Mars/Olympus',
    '__proto__',
    'Europe/Berlin ',
    '../etc/passwd',
  ])('%p is refused', (text) => {
    expect(TimeZone.parse(text)).toEqual({ ok: false, error: { code: 'unknown_time_zone' } });
  });

  test('knows the date on the wall', () => {
    const date = TimeZone.of('America/New_York').dateAt(at('2026-01-01T03:00:00Z'));
    expect(date).toEqual({ year: 2025, month: 12, day: 31 });
  });
});

describe('Period', () => {
  const january = Period.of(at('2026-01-01T00:00:00Z'), at('2026-02-01T00:00:00Z'));

  test('has its start in and its end out', () => {
    expect([january.contains(january.start), january.contains(january.end)]).toEqual([true, false]);
    expect(january.seconds()).toBe(2_678_400n);
    expect(january.from(at('2026-01-16T00:00:00Z')).seconds()).toBe(16n * 86_400n);
    expect(january.overlaps(Period.of(january.end, january.end.plusHours(1)))).toBe(false);
    expect(january.equals(Period.of(january.start, january.end))).toBe(true);
  });

  test('never runs backwards and is counted in whole seconds only', () => {
    expect(() => Period.of(january.end, january.start)).toThrow(InvariantBroken);
    expect(() => january.from(january.start.plusSeconds(-1))).toThrow(InvariantBroken);
    expect(() => Period.of(january.start, january.end.plusMilliseconds(1)).seconds()).toThrow(InvariantBroken);
  });
});

describe('durations', () => {
  test.each([
    ['2026-01-31T00:00:00Z', 'P1M', '2026-02-28T00:00:00Z'],
    ['2026-01-31T00:00:00Z', 'P1Y2M3DT4H5M6S', '2027-04-03T04:05:06Z'],
    ['2026-01-31T00:00:00Z', 'P2W', '2026-02-14T00:00:00Z'],
    ['2026-01-31T00:00:00Z', 'PT36H', '2026-02-01T12:00:00Z'],
  ])('%s plus %s is %s', (from, text, to) => {
    const duration = CalendarDuration.parse(text);
    expect(duration.ok && plusDuration(at(from), duration.value, TimeZone.UTC).toString()).toBe(to);
  });

  test.each(['P', 'PT', 'P1MT', '-P1M', 'P1.5D', '1M', 'P1H', 'P9999Y', 'P99999D', 'p1m'])('%p is refused', (text) => {
    expect(CalendarDuration.parse(text)).toEqual({ ok: false, error: { code: 'not_a_duration' } });
  });

  test('calendar days keep the wall-clock time', () => {
    expect(plusDays(at('2026-03-28T08:00:00Z'), 1, BERLIN).toString()).toBe('2026-03-29T07:00:00Z');
    expect(plusDays(at('2026-03-29T07:00:00Z'), -1, BERLIN).toString()).toBe('2026-03-28T08:00:00Z');
    expect(plusDays(at('2024-01-01T00:00:00Z'), 30, TimeZone.UTC).toString()).toBe('2024-01-31T00:00:00Z');
  });
});

describe('clocks', () => {
  test('the fake one stands still until it is moved, and only forward', () => {
    const clock = new FakeClock('2026-01-31T00:00:00Z');
    clock.advance('P1M');
    expect(clock.now().toString()).toBe('2026-02-28T00:00:00Z');
    expect(() => clock.moveTo('2026-01-01T00:00:00Z')).toThrow(InvariantBroken);
    expect(() => clock.advance('soon')).toThrow(InvariantBroken);
  });

  test('the system one follows the machine', () => {
    const before = Date.now();
    expect(new SystemClock().now().epochMilliseconds).toBeGreaterThanOrEqual(before);
  });
});
