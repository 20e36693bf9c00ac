import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { Temporal } from 'temporal-polyfill';
import { civilOf, DAY_MILLISECONDS, daysOf, plusMonths, type CivilDate } from './civil-date';
import { Instant } from './instant';
import { ZoneOffsets } from './zone-offsets';

export type TimeZoneRefusal = { readonly code: 'unknown_time_zone' };

/** Names that look like zones and are offsets: they never change the clock, so they are not where anybody lives. */
const FROZEN_OFFSET = /^(?:Etc\/GMT[+-]?\d+|EST|MST|HST)$/i;
const IANA_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** An IANA time zone such as `Europe/Berlin`, or UTC. Knows the calendar of that place, daylight saving included. */
export class TimeZone {
  static readonly #known = new Map<string, TimeZone>();
  static readonly UTC = TimeZone.of('UTC');

  private constructor(
    readonly id: string,
    /** Inside libs/calendar only. */
    readonly offsets: ZoneOffsets,
  ) {
    Object.freeze(this);
  }

  /** `'europe/berlin'` → `Europe/Berlin`. Refuses unknown names and everything with a frozen offset (`+02:00`, `EST`). */
  static parse(id: string): Result<TimeZone, TimeZoneRefusal> {
    const known = TimeZone.#known.get(id);
    if (known) return ok(known);
    if (!IANA_NAME.test(id) || FROZEN_OFFSET.test(id)) return refuse({ code: 'unknown_time_zone' });
    try {
      const { timeZoneId } = new Temporal.ZonedDateTime(0n, id);
      const zone = new TimeZone(timeZoneId, new ZoneOffsets(timeZoneId));
      // Kept under its proper name only: spellings are without end, zones are a few hundred.
      TimeZone.#known.set(zone.id, zone);
      return ok(zone);
    } catch {
      return refuse({ code: 'unknown_time_zone' });
    }
  }

  /** An id validated before; an unknown one is a bug (InvariantBroken). */
  static of(id: string): TimeZone {
    const parsed = TimeZone.parse(id);
    if (!parsed.ok) throw new InvariantBroken(`unknown time zone ${id}`);
    return parsed.value;
  }

  /** The calendar date on the wall at an instant: 2026-01-01T03:00Z in America/New_York is 2025-12-31. */
  dateAt(instant: Instant): CivilDate {
    return civilOf(Math.floor(wallClockAt(instant, this) / DAY_MILLISECONDS));
  }
}

/** Inside libs/calendar only: an instant as Temporal sees it in a zone. */
export function toZoned(instant: Instant, zone: TimeZone): Temporal.ZonedDateTime {
  return new Temporal.ZonedDateTime(BigInt(instant.epochMilliseconds) * 1_000_000n, zone.id);
}

/** Inside libs/calendar only: what a wall clock shows, as milliseconds since 1970 of its own calendar. */
export function wallClockAt(instant: Instant, zone: TimeZone): number {
  const { epochMilliseconds } = instant;
  return epochMilliseconds + zone.offsets.at(epochMilliseconds);
}

/**
 * Inside libs/calendar only: the instant of a wall-clock time. Skipped by a change to summer time: moved forward by
 * the gap. Happening twice: the first of the two.
 */
export function instantOfWallClock(wallMilliseconds: number, zone: TimeZone): Instant {
  return Instant.ofEpochMilliseconds(zone.offsets.instantOf(wallMilliseconds));
}

/** Inside libs/calendar only: a wall-clock time moved along the calendar, months first, the time of day kept. */
export function plusCalendar(wallMilliseconds: number, { months, days }: { months: number; days: number }): number {
  const dayNumber = Math.floor(wallMilliseconds / DAY_MILLISECONDS);
  const timeOfDay = wallMilliseconds - dayNumber * DAY_MILLISECONDS;
  const moved = months === 0 ? dayNumber : daysOf(plusMonths(civilOf(dayNumber), months));
  return (moved + days) * DAY_MILLISECONDS + timeOfDay;
}

/** Inside libs/calendar only: months from one instant's month to another's, whatever their days. */
export function monthsBetween(from: Instant, to: Instant, zone: TimeZone): number {
  const [a, b] = [zone.dateAt(from), zone.dateAt(to)];
  return (b.year - a.year) * 12 + b.month - a.month;
}

/**
 * Inside libs/calendar only: the instant of a wall-clock time. Skipped by a change to summer time: moved forward by
 * the gap. Happening twice: the first of the two.
 */
export function toInstant(local: Temporal.PlainDateTime, zone: TimeZone): Instant {
  const zoned = local.toZonedDateTime(zone.id, { disambiguation: 'compatible' });
  return Instant.ofEpochMilliseconds(zoned.epochMilliseconds);
}
