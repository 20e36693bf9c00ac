import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { civilOf, DAY_MILLISECONDS, daysInMonth, daysOf, plusMonths, weekdayOf } from './civil-date';
import { Instant } from './instant';
import { instantOfWallClock, plusCalendar, TimeZone, toInstant, toZoned, wallClockAt } from './time-zone';
import { ZoneOffsets } from './zone-offsets';

/** The time library is the oracle. */
const dates = fc
  .integer({ min: 0, max: Temporal.PlainDate.from('1970-01-01').until('2200-01-01').days })
  .map((days) => ({ days, date: Temporal.PlainDate.from('1970-01-01').add({ days }) }));

test('dates, months and weekdays are those of the time library', () => {
  fc.assert(
    fc.property(dates, fc.integer({ min: -240, max: 240 }), ({ days, date }, months) => {
      const { year, month, day } = date;
      expect(civilOf(days)).toEqual({ year, month, day });
      expect(daysOf({ year, month, day })).toBe(days);
      expect(weekdayOf(days)).toBe(date.dayOfWeek);
      expect(daysInMonth(year, month)).toBe(date.daysInMonth);
      const moved = date.add({ months });
      expect(plusMonths({ year, month, day }, months)).toEqual({
        year: moved.year,
        month: moved.month,
        day: moved.day,
      });
    }),
  );
});

test.each([
  ['2000-02-29', 29],
  ['2100-02-28', 28],
  ['2028-02-29', 29],
])('%s is the last of its February', (text, length) => {
  const { year, month } = Temporal.PlainDate.from(text);
  expect(daysInMonth(year, month)).toBe(length);
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Havana',
  'Asia/Beirut',
  'Africa/Casablanca',
  'America/Sao_Paulo',
];

describe.each(ZONES)('the clock of %s', (id) => {
  const zone = TimeZone.of(id);
  const oracle = (instant: Instant) => toZoned(instant, zone).offsetNanoseconds / 1_000_000;

  test('at random instants, and to the millisecond around its changes', () => {
    const fresh = new ZoneOffsets(id);
    const random = fc.sample(fc.integer({ min: 0, max: 4_102_444_800 }), { numRuns: 60, seed: 7 });
    const instants = random.map((seconds) => Instant.ofEpochMilliseconds(seconds * 1000));
    for (const instant of instants.slice()) {
      const change = toZoned(instant, zone).getTimeZoneTransition('next');
      if (!change) continue;
      const { epochMilliseconds } = change;
      instants.push(...[-1, 0, 1].map((ms) => Instant.ofEpochMilliseconds(epochMilliseconds + ms)));
    }
    for (const instant of instants) expect(fresh.at(instant.epochMilliseconds)).toBe(oracle(instant));
  });

  test('wall-clock times around its changes: gaps move forward, doubles are the first', () => {
    let change = toZoned(Instant.of('2009-06-01T00:00:00Z'), zone).getTimeZoneTransition('next');
    for (let k = 0; k < 12 && change; k += 1, change = change.getTimeZoneTransition('next')) {
      const wall = wallClockAt(Instant.ofEpochMilliseconds(change.epochMilliseconds), zone);
      for (let minutes = -26 * 60; minutes <= 26 * 60; minutes += 45) {
        const local = wall + minutes * 60_000;
        const plain = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
        expect(String(instantOfWallClock(local, zone))).toBe(String(toInstant(plain, zone)));
      }
    }
  });
});

test('the time of day is kept, before 1970 on the wall too', () => {
  const noon = 12 * 3_600_000;
  expect(plusCalendar(30 * DAY_MILLISECONDS + noon, { months: 1, days: 0 })).toBe(58 * DAY_MILLISECONDS + noon);
  expect(wallClockAt(Instant.of('1970-01-01T00:00:00Z'), TimeZone.of('America/New_York'))).toBe(-5 * 3_600_000);
  const date = TimeZone.of('America/New_York').dateAt(Instant.of('1970-01-01T00:00:00Z'));
  expect(date).toEqual({ year: 1969, month: 12, day: 31 });
});
