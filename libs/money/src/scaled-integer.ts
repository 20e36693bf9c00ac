/** Powers that rates meet; 12 decimals each, and a product of three of them. */
const POWERS: readonly bigint[] = Array.from({ length: 40 }, (_, exponent) => 10n ** BigInt(exponent));

/** 10^exponent, a whole number: 3 → 1000n. */
export function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/** A quotient as a whole number, halves going away from zero: 5 ÷ 2 → 3, −5 ÷ 2 → −3. The divisor is not zero. */
export function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const size = dividend < 0n ? -dividend : dividend;
  const by = divisor < 0n ? -divisor : divisor;
  const rounded = (2n * size + by) / (2n * by);
  return dividend < 0n === divisor < 0n ? rounded : -rounded;
}

/** Digits with a point so many places from the right, without trailing zeros: (2050, 2) → `20.5`, (−5, 3) → `-0.005`. */
export function scaledText(digits: bigint, scale: number): string {
  if (scale === 0) return String(digits);
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  let end = text.length;
  while (end > text.length - scale && text.endsWith('0', end)) end--;
  const point = text.length - scale;
  return end === point ? sign + text.slice(0, point) : `${sign}${text.slice(0, point)}.${text.slice(point, end)}`;
}
