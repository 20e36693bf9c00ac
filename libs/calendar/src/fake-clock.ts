import { InvariantBroken } from '@libs/errors';
import type { BillingClock, RealClock } from './clock';
import { CalendarDuration, plusDuration } from './duration';
import { Instant } from './instant';
import { TimeZone } from './time-zone';

/** A clock that stands still until a test moves it, and only forward. */
export class FakeClock implements BillingClock, RealClock {
  readonly tellsBillingTime = true;
  readonly tellsRealTime = true;
  #now: Instant;

  constructor(start: Instant | string) {
    this.#now = typeof start === 'string' ? Instant.of(start) : start;
  }

  now(): Instant {
    return this.#now;
  }

  moveTo(instant: Instant | string): void {
    const target = typeof instant === 'string' ? Instant.of(instant) : instant;
    if (target.isBefore(this.#now)) throw new InvariantBroken(`time does not run backwards: ${this.#now} to ${target}`);
    this.#now = target;
  }

  /** By an ISO 8601 duration on the UTC calendar: `'P1M'`, `'PT30S'`. */
  advance(durationText: string): void {
    const duration = CalendarDuration.parse(durationText);
    if (!duration.ok) throw new InvariantBroken(`not a duration: ${durationText}`);
    this.moveTo(plusDuration(this.#now, duration.value, TimeZone.UTC));
  }
}
