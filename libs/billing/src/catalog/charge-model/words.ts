import { decimalsOf, type Rate } from '@libs/money';

/** `'15000.5'` → `15,000.5`: digits grouped by three, as an English reader writes them. */
export function grouped(text: string): string {
  const point = text.indexOf('.');
  const end = point === -1 ? text.length : point;
  const start = text.startsWith('-') ? 1 : 0;
  let first = end;
  while (first - start > 3) first -= 3;
  let groups = text.slice(0, first);
  for (let at = first; at < end; at += 3) groups += `,${text.slice(at, at + 3)}`;
  return groups + text.slice(end);
}

/** A quantity as read aloud: 15000 → `15,000`. */
export function quantityText(quantity: Rate | bigint): string {
  return grouped(String(quantity));
}

/** An exact amount with at least the decimals of its currency: 90 → `90.00`, 6.1725 → `6.1725`. */
export function amountText(exact: Rate, exponent: number): string {
  const text = exact.toDecimalText();
  const missing = exponent - decimalsOf(text);
  if (missing <= 0) return grouped(text);
  return grouped(`${text}${text.includes('.') ? '' : '.'}${'0'.repeat(missing)}`);
}
