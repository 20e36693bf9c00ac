import { InvariantBroken } from '@libs/errors';
import { Money } from './money';

/**
 * Splits a total over weights by the largest remainder, so that the parts always sum to the total.
 * 100.00 by weights 1, 1, 1 → 33.34, 33.33, 33.33 (equal remainders: the earlier part gets the unit).
 * Throws InvariantBroken for a negative weight, or when there is an amount but no weight to carry it.
 */
export function allocate(total: Money, weights: readonly bigint[]): Money[] {
  if (weights.some((weight) => weight < 0n)) throw new InvariantBroken('a weight is never negative');
  const weightTotal = weights.reduce((sum, weight) => sum + weight, 0n);
  if (weightTotal === 0n) {
    if (!total.isZero()) throw new InvariantBroken(`no weight to carry ${total}`);
    return weights.map(() => total);
  }
  // The sign is set aside so that a credit splits exactly as the charge it mirrors.
  const size = total.isNegative() ? -total.minor : total.minor;
  const parts = weights.map((weight) => (size * weight) / weightTotal);
  const left = Number(size - parts.reduce((sum, part) => sum + part, 0n));
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % weightTotal }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  const raised = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return parts.map((part, index) => {
    const minor = raised.has(index) ? part + 1n : part;
    return Money.ofMinor(total.isNegative() ? -minor : minor, total.currency);
  });
}

/**
 * Money × an exact fraction, rounded once, half away from zero: 30.00 × 16/31 → 15.48; −30.00 × 16/31 → −15.48.
 * Throws InvariantBroken when the denominator is not positive.
 */
export function multiplyByFraction(money: Money, numerator: bigint, denominator: bigint): Money {
  if (denominator <= 0n) throw new InvariantBroken(`a fraction needs a positive denominator, not ${denominator}`);
  const product = money.minor * numerator;
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + denominator) / (2n * denominator);
  return Money.ofMinor(product < 0n ? -rounded : rounded, money.currency);
}

/**
 * Rounds fractions of one denominator so that they add up to their rounded sum: 1/3, 1/3, 1/3 → 1, 0, 0. Unlike
 * `allocate` it takes parts of either sign, as on a bill with a charge and a credit: 5.5 and −2.5 → 6 and −3.
 * The sum is rounded half away from zero; the units left over go to the largest remainders, the earlier of equals first.
 */
export function roundToSum(numerators: readonly bigint[], denominator: bigint): bigint[] {
  if (denominator <= 0n) throw new InvariantBroken(`a fraction needs a positive denominator, not ${denominator}`);
  const sum = numerators.reduce((total, numerator) => total + numerator, 0n);
  // The sign is set aside so that a credit splits exactly as the charge it mirrors.
  const sign = sum < 0n ? -1n : 1n;
  const parts = numerators.map((numerator, index) => {
    const size = sign * numerator;
    const remainder = ((size % denominator) + denominator) % denominator;
    return { index, floor: (size - remainder) / denominator, remainder };
  });
  const rounded = (2n * sign * sum + denominator) / (2n * denominator);
  const left = Number(rounded - parts.reduce((total, { floor }) => total + floor, 0n));
  const byRemainder = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const raised = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return parts.map(({ floor, index }) => sign * (raised.has(index) ? floor + 1n : floor));
}
