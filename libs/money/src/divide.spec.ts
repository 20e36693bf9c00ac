import { InvariantBroken } from '@libs/errors';
import { allocate as dineroAllocate, dinero, toSnapshot } from 'dinero.js';
import { USD } from 'dinero.js/currencies';
import fc from 'fast-check';
import { allocate, multiplyByFraction, roundToSum } from './divide';
import { Money } from './money';

const usd = (minor: bigint) => Money.ofMinor(minor, 'USD');
const minors = (parts: Money[]) => parts.map((part) => part.minor);
const anyWeights = fc
  .array(fc.bigInt(0n, 1_000_000n), { minLength: 1, maxLength: 20 })
  .filter((weights) => weights.some((weight) => weight > 0n));

describe('allocate', () => {
  test.each([
    [10000n, [1n, 1n, 1n], [3334n, 3333n, 3333n]],
    [100n, [1n, 2n], [33n, 67n]],
    [-100n, [1n, 2n], [-33n, -67n]],
    [1n, [0n, 5n], [0n, 1n]],
    [0n, [0n, 0n], [0n, 0n]],
    [600n, [1000n, 2999n], [150n, 450n]],
  ])('%p over %p gives %p', (total, weights, parts) => {
    expect(minors(allocate(usd(total), weights))).toEqual(parts);
  });

  test('the parts sum to the whole and none is a unit away from its exact share', () => {
    fc.assert(
      fc.property(fc.bigInt(-1_000_000_000n, 1_000_000_000n), anyWeights, (total, weights) => {
        const parts = allocate(usd(total), weights);
        expect(Money.sum(parts, 'USD').minor).toBe(total);
        const weightTotal = weights.reduce((sum, weight) => sum + weight, 0n);
        parts.forEach((part, index) => {
          const off = part.minor * weightTotal - total * (weights[index] ?? 0n);
          expect((off < 0n ? -off : off) < weightTotal).toBe(true);
        });
      }),
    );
  });

  test('equal weights split as dinero.js splits them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 30 }), (amount, count) => {
        const oracle = dineroAllocate(dinero({ amount, currency: USD }), Array<number>(count).fill(1));
        const ours = allocate(usd(BigInt(amount)), Array<bigint>(count).fill(1n));
        expect(minors(ours)).toEqual(oracle.map((part) => BigInt(toSnapshot(part).amount)));
      }),
    );
  });

  test('refuses weights that cannot carry the amount', () => {
    expect(() => allocate(usd(1n), [0n])).toThrow(InvariantBroken);
    expect(() => allocate(usd(1n), [2n, -1n])).toThrow(InvariantBroken);
  });
});

describe('multiplyByFraction', () => {
  test.each([
    ['30.00', 16n, 31n, '15.48'],
    ['60.00', 16n, 31n, '30.97'],
    ['-30.00', 16n, 31n, '-15.48'],
    ['49.00', 1_445_400n, 2_678_400n, '26.44'],
    ['99.00', 1_445_400n, 2_678_400n, '53.43'],
    ['0.01', 1n, 2n, '0.01'],
    ['-0.01', 1n, 2n, '-0.01'],
  ])('%s × %p/%p is %s', (amount, numerator, denominator, result) => {
    const money = Money.parseDecimal(amount, 'USD');
    expect(money.ok && multiplyByFraction(money.value, numerator, denominator).toDecimalText()).toBe(result);
  });

  test('3000 JPY, 20 of 30 days left, is 2000 JPY', () => {
    expect(multiplyByFraction(Money.ofMinor(3000n, 'JPY'), 20n, 30n).minor).toBe(2000n);
  });

  test('a whole gives the whole; a denominator of nothing is a bug', () => {
    expect(multiplyByFraction(usd(2999n), 31n, 31n).minor).toBe(2999n);
    expect(() => multiplyByFraction(usd(1n), 1n, 0n)).toThrow(InvariantBroken);
  });
});

describe('roundToSum', () => {
  test.each([
    [[1n, 1n, 1n], 3n, [1n, 0n, 0n]],
    [[11n, -5n], 2n, [6n, -3n]],
    [[-11n, 5n], 2n, [-6n, 3n]],
    [[5n, 5n], 10n, [1n, 0n]],
    [[-5n, -5n], 10n, [-1n, 0n]],
    [[0n, 7n], 5n, [0n, 1n]],
    [[], 5n, []],
  ])('%p over %p gives %p', (numerators, denominator, parts) => {
    expect(roundToSum(numerators, denominator)).toEqual(parts);
  });

  test('adds up to the rounded sum, and no part is a whole unit away from its fraction', () => {
    const any = fc.bigInt(-(10n ** 12n), 10n ** 12n);
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), fc.bigInt(1n, 10n ** 6n), (numerators, denominator) => {
        const parts = roundToSum(numerators, denominator);
        const sum = numerators.reduce((total, numerator) => total + numerator, 0n);
        const whole = multiplyByFraction(Money.ofMinor(sum, 'USD'), 1n, denominator).minor;
        expect(parts.reduce((total, part) => total + part, 0n)).toBe(whole);
        for (const [index, part] of parts.entries()) {
          const off = part * denominator - (numerators[index] ?? 0n);
          expect(off < denominator && off > -denominator).toBe(true);
        }
        expect(
          roundToSum(
            numerators.map((numerator) => -numerator),
            denominator,
          ),
        ).toEqual(parts.map((part) => -part));
      }),
    );
  });

  test('a fraction has a positive denominator', () => {
    expect(() => roundToSum([1n], 0n)).toThrow(InvariantBroken);
  });
});
