import { InvariantBroken } from '@libs/errors';
import type { Instant } from './instant';
import { Period } from './period';

/** An exact ratio, such as seconds left of seconds in all: never negative, never rounded, not reduced. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const WHOLE: Fraction = Object.freeze({ numerator: 1n, denominator: 1n });

/** 16 days of a 31-day month, in seconds → 1,382,400 / 2,678,400. Throws InvariantBroken without a positive denominator. */
export function fractionOf(numerator: bigint, denominator: bigint): Fraction {
  if (denominator <= 0n || numerator < 0n) throw new InvariantBroken(`not a share: ${numerator} of ${denominator}`);
  return { numerator, denominator };
}

export function isWhole({ numerator, denominator }: Fraction): boolean {
  return numerator === denominator;
}

/** Whole seconds from one instant to a later one: 15 Mar 15:30 to 1 Apr 09:00 UTC, in 2026, is 1,445,400n. */
export function secondsBetween(start: Instant, end: Instant): bigint {
  return Period.of(start, end).seconds();
}
