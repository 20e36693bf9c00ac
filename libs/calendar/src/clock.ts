import { Instant } from './instant';

/** Tells billing time, which can be moved where the test clock is on: periods, trials, dunning, usage windows. */
export interface BillingClock {
  readonly tellsBillingTime: true;
  now(): Instant;
}

/** Tells real time, which nobody moves: tokens, signatures, locks, retries of deliveries. */
export interface RealClock {
  readonly tellsRealTime: true;
  now(): Instant;
}

/** The machine's clock. The two marks above keep the one from being passed where the other is meant. */
export class SystemClock implements BillingClock, RealClock {
  readonly tellsBillingTime = true;
  readonly tellsRealTime = true;

  now(): Instant {
    return Instant.ofEpochMilliseconds(Date.now());
  }
}

/** Where a container finds the clock that tells billing time. */
export const BILLING_CLOCK = Symbol('billing clock');
/** Where a container finds the clock that tells real time. */
export const REAL_CLOCK = Symbol('real clock');
