import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { Temporal } from 'temporal-polyfill';
import { daysInMonth } from './civil-date';

export type LocalDateRefusal = { readonly code: 'not_a_date' };

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A day on a calendar, without time and zone. `TimeZone` turns it into an instant. */
export class LocalDate {
  private constructor(
    readonly year: number,
    readonly month: number,
    readonly day: number,
  ) {
    Object.freeze(this);
  }

  /** `month` counts from 1. A day that does not exist is a bug (InvariantBroken). */
  static ofParts(year: number, month: number, day: number): LocalDate {
    const isReal = [year, month, day].every(Number.isInteger) && year >= 0 && year <= 9999 && day >= 1;
    if (!isReal || !(day <= daysInMonth(year, month))) throw new InvariantBroken(`not a date: ${year}-${month}-${day}`);
    return new LocalDate(year, month, day);
  }

  /** `'2026-02-28'` is read, `'2026-02-30'` and `'2026-2-3'` are refused. */
  static parse(text: string): Result<LocalDate, LocalDateRefusal> {
    if (!ISO_DATE.test(text)) return refuse({ code: 'not_a_date' });
    try {
      const { year, month, day } = Temporal.PlainDate.from(text, { overflow: 'reject' });
      return ok(new LocalDate(year, month, day));
    } catch {
      return refuse({ code: 'not_a_date' });
    }
  }

  static of(text: string): LocalDate {
    const parsed = LocalDate.parse(text);
    if (!parsed.ok) throw new InvariantBroken(`not a date: ${text}`);
    return parsed.value;
  }

  /** Calendar days, also backwards: 28 Feb 2026 + 1 → 1 Mar. */
  plusDays(days: number): LocalDate {
    return fromTemporal(new Temporal.PlainDate(this.year, this.month, this.day).add({ days }));
  }

  /** The day clamped to the month's length: 31 Jan + 1 → 28 Feb. */
  plusMonths(months: number): LocalDate {
    return fromTemporal(new Temporal.PlainDate(this.year, this.month, this.day).add({ months }));
  }

  /** ISO weekday: Monday 1 to Sunday 7. */
  get weekday(): number {
    return new Temporal.PlainDate(this.year, this.month, this.day).dayOfWeek;
  }

  compare(other: LocalDate): number {
    return this.year - other.year || this.month - other.month || this.day - other.day;
  }

  equals(other: LocalDate): boolean {
    return this.compare(other) === 0;
  }

  toString(): string {
    return `${digits(this.year, 4)}-${digits(this.month, 2)}-${digits(this.day, 2)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

function fromTemporal(date: Temporal.PlainDate): LocalDate {
  return LocalDate.ofParts(date.year, date.month, date.day);
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
