import { ok, refuse, type Result } from '@libs/errors';

export type DecimalRefusal = { readonly code: 'not_a_decimal' | 'too_long' | 'too_many_digits' };

const PLAIN_DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
const LENGTH_MAX = 40;
/** A double keeps 15 decimal digits whatever they are; beyond that the sender's digits may be lost already. */
const NUMBER_DIGITS_MAX = 15;

/**
 * The exact plain decimal text of a JSON number or a decimal string, never through float arithmetic.
 *
 * `29.99` → `'29.99'`, `1e-7` → `'0.0000001'`, `'29.990'` → `'29.990'` (a string keeps its zeros), `-0` → `'0'`.
 * Refused: NaN, infinities, numbers with more than 15 significant digits (2^53 + 1, 0.1 + 0.2), strings that are
 * anything but ASCII digits with one optional leading minus and one optional point, and more than 40 characters.
 */
export function decimalTextOf(value: number | string): Result<string, DecimalRefusal> {
  const text = typeof value === 'number' ? plainTextOfNumber(value) : ok(value);
  if (!text.ok) return text;
  if (text.value.length > LENGTH_MAX) return refuse({ code: 'too_long' });
  if (!PLAIN_DECIMAL.test(text.value)) return refuse({ code: 'not_a_decimal' });
  return ok(/^-[0.]+$/.test(text.value) ? text.value.slice(1) : text.value);
}

/** How many digits stand after the point of a plain decimal text: `'0.10'` → 2, `'7'` → 0. */
export function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
}

function plainTextOfNumber(value: number): Result<string, DecimalRefusal> {
  if (!Number.isFinite(value)) return refuse({ code: 'not_a_decimal' });
  // toExponential() without digits gives the shortest text that reads back as the same double.
  const [mantissa = '', exponentText = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  if (digits.length > NUMBER_DIGITS_MAX) return refuse({ code: 'too_many_digits' });
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > LENGTH_MAX) return refuse({ code: 'too_long' });
  return ok((value < 0 ? '-' : '') + placePoint(digits, exponent));
}

/** `('2999', 1)` → `'29.99'`; `('1', -7)` → `'0.0000001'`; `('12', 3)` → `'1200'`. */
function placePoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const wholeLength = exponent + 1;
  if (digits.length <= wholeLength) return digits.padEnd(wholeLength, '0');
  return `${digits.slice(0, wholeLength)}.${digits.slice(wholeLength)}`;
}
