import type { BillingClock, RealClock } from './clock';
import type { Instant } from './instant';

/** Billing time that runs ahead of real time by as much as it was moved; only forward, and it ticks on from there. */
export class MovableClock implements BillingClock {
  readonly tellsBillingTime = true;
  #aheadMilliseconds = 0;

  constructor(private readonly real: RealClock) {}

  now(): Instant {
    return this.real.now().plusMilliseconds(this.#aheadMilliseconds);
  }

  /** By how much billing time is ahead of real time. */
  get aheadMilliseconds(): number {
    return this.#aheadMilliseconds;
  }

  /** News may come late or twice: what would turn the clock back is not heard. */
  runAhead(milliseconds: number): void {
    if (milliseconds > this.#aheadMilliseconds) this.#aheadMilliseconds = milliseconds;
  }

  /** By how much it has to be ahead to tell this instant now. */
  aheadFor(instant: Instant): number {
    return this.real.now().millisecondsUntil(instant);
  }
}
