import { InvariantBroken } from '@libs/errors';
import { dinero, add, subtract, toSnapshot } from 'dinero.js';
import { USD } from 'dinero.js/currencies';
import fc from 'fast-check';
import { currency } from './currency';
import { Money } from './money';

const usd = (minor: bigint) => Money.ofMinor(minor, 'USD');
const parse = (value: number | string, code: string) => {
  const result = Money.parseDecimal(value, code);
  return result.ok ? result.value.minor : result.error;
};

describe('currency', () => {
  const SOLD =
    'USD EUR GBP CAD AUD NZD JPY CHF SEK NOK DKK PLN CZK HUF RON BGN TRY AED SAR KWD INR SGD HKD KRW BRL MXN ZAR'.split(
      ' ',
    );

  test.each(SOLD)('%s is known, with the exponent of ISO 4217', (code) => {
    const exponent = { JPY: 0, KRW: 0, KWD: 3 }[code] ?? 2;
    expect(currency(code)).toEqual({ ok: true, value: { code, exponent } });
  });

  test.each(['usd', 'XXX', 'XAU', 'ZZZ', '', 'constructor', '__proto__', 'USDT'])('%p is refused', (code) => {
    expect(currency(code)).toEqual({ ok: false, error: { code: 'unknown_currency' } });
  });
});

describe('Money.parseDecimal', () => {
  test.each<[number | string, string, bigint]>([
    [29.99, 'USD', 2999n],
    ['29.99', 'USD', 2999n],
    ['0.1', 'USD', 10n],
    [3000, 'JPY', 3000n],
    ['1.005', 'KWD', 1005n],
    [-5, 'USD', -500n],
    ['-0.00', 'USD', 0n],
    [9999999999999.99, 'USD', 999_999_999_999_999n],
  ])('%p %s is %p minor units', (value, code, minor) => {
    expect(parse(value, code)).toBe(minor);
  });

  test.each<[number | string, string, string]>([
    ['29.999', 'USD', 'too_many_decimals'],
    ['29.990', 'USD', 'too_many_decimals'],
    [0.001, 'USD', 'too_many_decimals'],
    ['1.0', 'JPY', 'too_many_decimals'],
    ['1.0005', 'KWD', 'too_many_decimals'],
    [Number('1e400'), 'USD', 'not_a_decimal'],
    [2 ** 53 + 1, 'USD', 'too_many_digits'],
    ['10000000000000.00', 'USD', 'amount_too_large'],
    ['92233720368547758.08', 'USD', 'amount_too_large'],
    [1, 'XBT', 'unknown_currency'],
  ])('%p %s is refused as %s', (value, code, refusal) => {
    expect(parse(value, code)).toMatchObject({ code: refusal });
  });

  test('text survives the way there and back, in every exponent', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-999_999_999_999_999n, 999_999_999_999_999n),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (minor, code) => {
          expect(parse(Money.ofMinor(minor, code).toDecimalText(), code)).toBe(minor);
        },
      ),
    );
  });
});

describe('Money', () => {
  test.each([
    [2999n, 'USD', '29.99'],
    [5n, 'USD', '0.05'],
    [-5n, 'KWD', '-0.005'],
    [3000n, 'JPY', '3000'],
    [0n, 'USD', '0.00'],
  ])('%p %s is written %s', (minor, code, text) => {
    expect(Money.ofMinor(minor, code).toDecimalText()).toBe(text);
  });

  test('adds and subtracts as dinero.js does', () => {
    const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [left, right] = [dinero({ amount: a, currency: USD }), dinero({ amount: b, currency: USD })];
        expect(usd(BigInt(a)).add(usd(BigInt(b))).minor).toBe(BigInt(toSnapshot(add(left, right)).amount));
        expect(usd(BigInt(a)).subtract(usd(BigInt(b))).minor).toBe(BigInt(toSnapshot(subtract(left, right)).amount));
      }),
    );
  });

  test('currencies never mix', () => {
    const eur = Money.ofMinor(1n, 'EUR');
    for (const mix of [() => usd(1n).add(eur), () => usd(1n).subtract(eur), () => usd(1n).compare(eur)]) {
      expect(mix).toThrow(InvariantBroken);
    }
    expect(usd(1n).equals(eur)).toBe(false);
  });

  test('compares, negates, multiplies and sums', () => {
    expect([usd(1n).compare(usd(2n)), usd(2n).compare(usd(2n)), usd(3n).compare(usd(2n))]).toEqual([-1, 0, 1]);
    expect(usd(5n).negate().minor).toBe(-5n);
    expect(usd(1000n).times(3).minor).toBe(3000n);
    expect(Money.sum([usd(1n), usd(2n)], 'USD').minor).toBe(3n);
    expect(Money.sum([], 'USD').isZero()).toBe(true);
    expect([usd(-1n).isNegative(), usd(0n).isNegative(), usd(0n).isPositive()]).toEqual([true, false, false]);
  });

  test('cannot be changed and cannot leave the range of a bigint column', () => {
    expect(() => Object.assign(usd(1n), { minor: 2n })).toThrow(TypeError);
    expect(() => usd(2n ** 62n).times(2)).toThrow(InvariantBroken);
    expect(() => Money.ofMinor(1n, 'usd')).toThrow(InvariantBroken);
  });
});
