import fc from 'fast-check';
import { Rate, roundHalfAwayFromZero } from './rate';

describe('Rate', () => {
  test.each([
    ['0.0004', '0.0004'],
    [0.001, '0.001'],
    [1e-12, '0.000000000001'],
    ['20.50', '20.5'],
    ['999999999999999.999999999999', '999999999999999.999999999999'],
  ])('%p is read as %s', (value, text) => {
    const parsed = Rate.parse(value);
    expect(parsed.ok && parsed.value.toDecimalText()).toBe(text);
  });

  test.each([
    [1e-13, 'too_many_decimals'],
    ['-0.01', 'negative'],
    ['1000000000000000', 'amount_too_large'],
    ['abc', 'not_a_decimal'],
  ])('%p is refused as %s', (value, code) => {
    expect(Rate.parse(value)).toMatchObject({ ok: false, error: { code } });
  });

  test('products and sums are exact where binary floats are not', () => {
    expect(Rate.of('0.1').plus(Rate.of('0.2')).toDecimalText()).toBe('0.3');
    const many = Rate.of('999999999999999.999999999999').times('999999999999999.999999999999');
    expect(many.toDecimalText()).toBe('999999999999999999999999998000.000000000000000000000001');
    expect(Rate.of('3').minus(Rate.of('5')).toDecimalText()).toBe('-2');
    expect([Rate.of('1').compare(Rate.of('2')), Rate.zero.isZero()]).toEqual([-1, true]);
  });
});

describe('quantities', () => {
  test.each([
    ['15001', '1000', 16n],
    ['15000', '1000', 15n],
    ['0', '10', 0n],
    ['0.25', '1', 1n],
    ['1', '0.3', 4n],
  ])('%s in packages of %s starts %p', (quantity, size, started) => {
    expect(Rate.of(quantity).startedUnits(Rate.of(size))).toBe(started);
    expect(() => Rate.of(quantity).startedUnits(Rate.zero)).toThrow('a package holds something');
  });

  test('compare, average and scale', () => {
    const [three, five] = [Rate.of('3'), Rate.of('5')];
    expect([three.min(five), three.max(five), three.min(three)].map(String)).toEqual(['3', '5', '3']);
    expect([Rate.zero, three, Rate.zero.minus(three)].map((rate) => rate.isPositive())).toEqual([false, true, false]);
    expect(String(Rate.of('115').averageOver(Rate.of('15000')))).toBe('0.007666666667');
    expect(Rate.of('115').averageOver(Rate.zero).isZero()).toBe(true);
    expect(Rate.of('9.975').scaled()).toBe(9_975_000_000_000n);
    expect(() => Rate.of('0.000000000001').times('0.1').scaled()).toThrow('more than 12 decimals');
  });
});

describe('roundHalfAwayFromZero', () => {
  test.each([
    ['0.001', '20000', 'USD', 2000n],
    ['0.005', '1', 'USD', 1n],
    ['0.0049999', '1', 'USD', 0n],
    ['2.49999', '1', 'JPY', 2n],
    ['2.5', '1', 'JPY', 3n],
    ['0.0005', '1', 'KWD', 1n],
  ])('%s × %s %s is %p minor units', (rate, quantity, code, minor) => {
    expect(roundHalfAwayFromZero(Rate.of(rate).times(quantity), code).minor).toBe(minor);
  });

  test('mirrors for credits: a negative half goes down', () => {
    expect(roundHalfAwayFromZero(Rate.zero.minus(Rate.of('0.005')), 'USD').minor).toBe(-1n);
  });

  test('is never further than half a minor unit away', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 20n), (pico) => {
        const digits = String(pico).padStart(13, '0');
        const exact = Rate.of(`${digits.slice(0, -12)}.${digits.slice(-12)}`);
        const minor = roundHalfAwayFromZero(exact, 'USD').minor;
        const off = minor * 10n ** 10n - pico;
        expect((off < 0n ? -off : off) <= 5n * 10n ** 9n).toBe(true);
      }),
    );
  });
});
