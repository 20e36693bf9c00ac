import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';

export type InstantRefusal = { readonly code: 'not_an_instant' };

const ISO_INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d{2}):(\d{2}))$/;
const SECOND_MILLISECONDS = 1000;
const HOUR_SECONDS = 3600;
/** 9999-12-31T23:59:59.999Z: the last instant ISO 8601 writes with four digits. The first is 1970. */
const EPOCH_MILLISECONDS_MAX = 253_402_300_799_999;

/**
 * A point on the UTC time line, to the millisecond; immutable, and no calendar in it (see `TimeZone`).
 * This file is the one place that meets JavaScript's `Date`, which the database driver speaks.
 */
export class Instant {
  /** Private so that no look-alike object passes for an instant. */
  readonly #epochMilliseconds: number;
  /** Written once: rows by the thousand carry the same few instants. */
  #text?: string;

  private constructor(epochMilliseconds: number) {
    if (!isInRange(epochMilliseconds)) throw new InvariantBroken(`no such instant: ${epochMilliseconds} ms`);
    this.#epochMilliseconds = epochMilliseconds;
  }

  /** Whole milliseconds since 1970 in UTC; years 1970 to 9999, anything else throws InvariantBroken. */
  static ofEpochMilliseconds(epochMilliseconds: number): Instant {
    return new Instant(epochMilliseconds);
  }

  /** A value of a timestamptz column as the driver gives it. */
  static fromDate(date: Date): Instant {
    return new Instant(date.getTime());
  }

  /**
   * Reads ISO 8601 with `Z` or a numeric offset: `2026-01-31T09:30:00Z`, `2026-01-31T10:30:00.5+01:00`.
   * Digits below the millisecond are cut (so an event never leaves the period that holds it); days that do not
   * exist, second 60, hour 24 and years before 1970 are refused.
   */
  static parse(text: string): Result<Instant, InstantRefusal> {
    const parts = ISO_INSTANT.exec(text);
    const epochMilliseconds = parts ? epochMillisecondsOf(parts) : NaN;
    return isInRange(epochMilliseconds) ? ok(new Instant(epochMilliseconds)) : refuse({ code: 'not_an_instant' });
  }

  /** A text validated before, or a constant; anything unreadable is a bug (InvariantBroken). */
  static of(text: string): Instant {
    const parsed = Instant.parse(text);
    if (!parsed.ok) throw new InvariantBroken(`not an instant: ${text}`);
    return parsed.value;
  }

  get epochMilliseconds(): number {
    return this.#epochMilliseconds;
  }

  /** Whole seconds since 1970, rounded down: what signatures and tokens carry. */
  get epochSeconds(): number {
    return Math.floor(this.#epochMilliseconds / SECOND_MILLISECONDS);
  }

  plusMilliseconds(milliseconds: number): Instant {
    return new Instant(this.#epochMilliseconds + milliseconds);
  }

  plusSeconds(seconds: number): Instant {
    return this.plusMilliseconds(seconds * SECOND_MILLISECONDS);
  }

  /** Elapsed hours, not wall-clock hours: 24 of them are not always a calendar day. */
  plusHours(hours: number): Instant {
    return this.plusSeconds(hours * HOUR_SECONDS);
  }

  /** Milliseconds from this instant to a later one; negative when it is earlier. */
  millisecondsUntil(later: Instant): number {
    return later.#epochMilliseconds - this.#epochMilliseconds;
  }

  /** The start of the second this instant lies in. Billing anchors are whole seconds, since proration counts seconds. */
  wholeSecond(): Instant {
    return new Instant(this.epochSeconds * SECOND_MILLISECONDS);
  }

  /** The instant itself when it is a whole second, else the start of the next one. */
  secondUp(): Instant {
    const second = this.wholeSecond();
    return second.equals(this) ? this : second.plusSeconds(1);
  }

  isBefore(other: Instant): boolean {
    return this.#epochMilliseconds < other.#epochMilliseconds;
  }

  isAfter(other: Instant): boolean {
    return this.#epochMilliseconds > other.#epochMilliseconds;
  }

  equals(other: Instant): boolean {
    return this.#epochMilliseconds === other.#epochMilliseconds;
  }

  /** Negative, 0 or positive, as sort() wants it. */
  compare(other: Instant): number {
    return this.#epochMilliseconds - other.#epochMilliseconds;
  }

  /** For the database driver only. */
  toDate(): Date {
    return new Date(this.#epochMilliseconds);
  }

  /** ISO 8601 in UTC with `Z`; milliseconds only when there are any: `2026-01-31T09:30:00Z`. */
  toString(): string {
    this.#text ??= this.toDate().toISOString().replace('.000Z', 'Z');
    return this.#text;
  }

  toJSON(): string {
    return this.toString();
  }
}

function isInRange(epochMilliseconds: number): boolean {
  return Number.isInteger(epochMilliseconds) && epochMilliseconds >= 0 && epochMilliseconds <= EPOCH_MILLISECONDS_MAX;
}

function epochMillisecondsOf(parts: RegExpExecArray): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (year < 1969 || hour > 23 || minute > 59 || second > 59) return NaN;
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const local = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  // Date.UTC rolls 30 February over into March; a day whose month does not come back as written does not exist.
  if (new Date(local).getUTCMonth() !== month - 1) return NaN;
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (offsetHours > 23 || offsetMinutes > 59) return NaN;
  const offset = (offsetHours * 60 + offsetMinutes) * 60 * SECOND_MILLISECONDS;
  return parts[8] === '-' ? local + offset : local - offset;
}
