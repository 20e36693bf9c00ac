import { ok, refuse, type Result } from '@libs/errors';
import { Temporal } from 'temporal-polyfill';
import type { Instant } from './instant';
import { instantOfWallClock, plusCalendar, toInstant, toZoned, wallClockAt, type TimeZone } from './time-zone';

export type DurationRefusal = { readonly code: 'not_a_duration' };

/** A stretch of the calendar as people say it, such as a month and two hours. */
export class CalendarDuration {
  private constructor(
    /** ISO 8601: `P1M`, `P3DT2H`. */
    readonly text: string,
  ) {
    Object.freeze(this);
  }

  /** `'P1M'`, `'P1Y2M3DT4H5M6S'`; refuses signs, fractions, the empty `P`, and more than 999 years. */
  static parse(text: string): Result<CalendarDuration, DurationRefusal> {
    const shape =
      /^P(?=.)(?:\d{1,3}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,4}D)?(?:T(?=.)(?:\d{1,4}H)?(?:\d{1,4}M)?(?:\d{1,4}S)?)?$/;
    return shape.test(text) ? ok(new CalendarDuration(text)) : refuse({ code: 'not_a_duration' });
  }

  toString(): string {
    return this.text;
  }
}

/**
 * Moves along a zone's calendar: dates by wall clock, hours by elapsed time. 31 Jan + `P1M` → 28 Feb, same local time.
 */
export function plusDuration(instant: Instant, duration: CalendarDuration, zone: TimeZone): Instant {
  const { years, months, weeks, days, hours, minutes, seconds } = Temporal.Duration.from(duration.text);
  const local = toZoned(instant, zone).toPlainDateTime().add({ years, months, weeks, days });
  return toInstant(local, zone).plusSeconds(hours * 3600 + minutes * 60 + seconds);
}

/**
 * The same wall-clock time a number of calendar days later (or, with a negative number, earlier).
 * 28 Mar 2026 09:00 in Berlin + 1 → 29 Mar 09:00, which is 23 hours later.
 */
export function plusDays(instant: Instant, days: number, zone: TimeZone): Instant {
  return days === 0 ? instant : instantOfWallClock(plusCalendar(wallClockAt(instant, zone), { months: 0, days }), zone);
}
