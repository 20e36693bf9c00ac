import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { Rate } from './rate';

/** An arithmetic that somebody else wrote, with more digits than any product of ours has. */
const Judge = Decimal.clone({ precision: 400, toExpNeg: -1000, toExpPos: 1000, defaults: true });

/** Up to 15 digits before the point and 12 behind it, often short ones, with trailing zeros now and then. */
const decimal = fc
  .tuple(fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 10n ** 15n - 1n)), fc.stringMatching(/^[0-9]{0,12}$/))
  .map(([whole, fraction]) => (fraction === '' ? String(whole) : `${whole}.${fraction}`));
const pair = fc.tuple(decimal, decimal);

const check = (property: (left: string, right: string) => void) =>
  fc.assert(fc.property(pair, ([left, right]) => property(left, right)));
const text = (value: Decimal) => (value.isZero() ? '0' : value.toFixed());

describe('rates come out as the judge says', () => {
  test('sums, differences and products', () => {
    check((left, right) => {
      const [a, b] = [Rate.of(left), Rate.of(right)];
      const [x, y] = [new Judge(left), new Judge(right)];
      expect(a.plus(b).toDecimalText()).toBe(text(x.plus(y)));
      expect(a.minus(b).toDecimalText()).toBe(text(x.minus(y)));
      expect(a.minus(b).times(a).toDecimalText()).toBe(text(x.minus(y).times(x)));
      expect(a.times(right).toDecimalText()).toBe(text(x.times(y)));
    });
  });

  test('comparisons, and equal rates are equal objects', () => {
    check((left, right) => {
      const [a, b] = [Rate.of(left), Rate.of(right)];
      expect(a.compare(b)).toBe(new Judge(left).comparedTo(right));
      expect(a.plus(b).minus(b)).toEqual(a);
      expect(a.times(b)).toEqual(b.times(a));
    });
  });

  test('averages, started packages, minor units and scaled values', () => {
    check((left, right) => {
      const [a, b] = [Rate.of(left), Rate.of(right)];
      const [x, y] = [new Judge(left), new Judge(right)];
      const difference = x.minus(y);
      if (!y.isZero()) {
        const average = text(difference.dividedBy(y).toDecimalPlaces(12, Decimal.ROUND_HALF_UP));
        expect(a.minus(b).averageOver(b).toDecimalText()).toBe(average);
        expect(a.startedUnits(b)).toBe(BigInt(x.dividedBy(y).toDecimalPlaces(0, Decimal.ROUND_CEIL).toFixed()));
      }
      for (const exponent of [0, 2, 3]) {
        const minor = difference.times(new Judge(10).pow(exponent)).toDecimalPlaces(0, Decimal.ROUND_HALF_UP);
        expect(a.minus(b).minorHalfAwayFromZero(exponent)).toBe(BigInt(text(minor)));
      }
      expect(a.scaled()).toBe(BigInt(x.times('1e12').toFixed()));
    });
  });
});
