import { InvariantBroken } from '@libs/errors';
import type { Instant } from './instant';

/** A half-open stretch of time, [start, end): the start is in, the end is out; neighbours share one instant. */
export class Period {
  private constructor(
    readonly start: Instant,
    readonly end: Instant,
  ) {
    Object.freeze(this);
  }

  /** Throws InvariantBroken when the end lies before the start. An empty period contains nothing, but may exist. */
  static of(start: Instant, end: Instant): Period {
    if (end.isBefore(start)) throw new InvariantBroken(`a period ends after it starts: ${start} to ${end}`);
    return new Period(start, end);
  }

  contains(instant: Instant): boolean {
    return !instant.isBefore(this.start) && instant.isBefore(this.end);
  }

  /** Length in seconds, as a bigint for exact fractions: January has 2,678,400n. Throws when it is not whole. */
  seconds(): bigint {
    const milliseconds = this.start.millisecondsUntil(this.end);
    if (milliseconds % 1000 !== 0) throw new InvariantBroken(`not a whole number of seconds: ${this}`);
    return BigInt(milliseconds / 1000);
  }

  /** What is left of the period from an instant inside it on: [instant, end). */
  from(instant: Instant): Period {
    if (instant.isBefore(this.start)) throw new InvariantBroken(`${instant} lies before ${this}`);
    return Period.of(instant, this.end);
  }

  /** What comes before an instant inside the period, or at its end: [start, instant). */
  until(instant: Instant): Period {
    if (instant.isAfter(this.end)) throw new InvariantBroken(`${instant} lies after ${this}`);
    return Period.of(this.start, instant);
  }

  overlaps(other: Period): boolean {
    return this.start.isBefore(other.end) && other.start.isBefore(this.end);
  }

  equals(other: Period): boolean {
    return this.start.equals(other.start) && this.end.equals(other.end);
  }

  toString(): string {
    return `[${this.start}, ${this.end})`;
  }
}
