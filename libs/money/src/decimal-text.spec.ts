import fc from 'fast-check';
import { decimalsOf, decimalTextOf } from './decimal-text';

const read = (value: number | string) => {
  const result = decimalTextOf(value);
  return result.ok ? result.value : result.error;
};

describe('decimalTextOf', () => {
  test.each([
    [29.99, '29.99'],
    [0, '0'],
    [-0, '0'],
    [-0.5, '-0.5'],
    [1e-7, '0.0000001'],
    [1.25e-7, '0.000000125'],
    [1e21, '1000000000000000000000'],
    [999999999999999, '999999999999999'],
    [120000, '120000'],
    ['29.990', '29.990'],
    ['-0.00', '0.00'],
    ['0.000000000001', '0.000000000001'],
    ['9007199254740993', '9007199254740993'],
  ])('%p reads as %p', (value, text) => {
    expect(read(value)).toBe(text);
  });

  test.each([
    NaN,
    Infinity,
    -Infinity,
    '',
    ' 1',
    '1 ',
    '1\n',
    '0x10',
    '1_000',
    '1,000',
    '+1',
    '１２',
    '.5',
    '5.',
    '007',
    '1e3',
    '1e400',
    'NaN',
    'Infinity',
    '--1',
    '-',
    '1.2.3',
    '١',
  ])('%p is not a decimal', (value) => {
    expect(read(value)).toEqual({ code: 'not_a_decimal' });
  });

  test.each([2 ** 53, JSON.parse('9007199254740993') as number, 0.1 + 0.2, 1234567890123456])(
    '%p has lost or may lose digits',
    (value) => {
      expect(read(value)).toEqual({ code: 'too_many_digits' });
    },
  );

  test.each([1e41, 1e-41, 1e-300, 1.5e300, '1'.repeat(41), `0.${'1'.repeat(39)}`])('%p is too long', (value) => {
    expect(read(value)).toEqual({ code: 'too_long' });
  });

  test('the text of every accepted number reads back as that number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), (value) => {
        const result = decimalTextOf(value);
        if (result.ok) expect(Number(result.value)).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  test('every amount of 15 digits is read exactly from its JSON number', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 999_999_999_999_999n), (minor) => {
        const digits = String(minor).padStart(3, '0');
        const text = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
        const result = decimalTextOf(JSON.parse(text) as number);
        expect(result.ok && result.value).toBe(text.replace(/\.?0+$/, ''));
      }),
    );
  });
});

test('decimals are counted as written', () => {
  expect([decimalsOf('7'), decimalsOf('0.10'), decimalsOf('-1.005')]).toEqual([0, 2, 3]);
});
