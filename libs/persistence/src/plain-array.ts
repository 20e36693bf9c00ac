import { InvariantBroken } from '@libs/errors';

type Plain = string | number | bigint | boolean | null;

/** What the text form of an array may hold without quotes: ids, numbers, instants, codes. */
const PLAIN = /^[\w.:+-]+$/;

/**
 * An array parameter of ids, numbers, instants or codes as PostgreSQL's text form, `{1,NULL,3}`. The driver would look at
 * each character for quotes, which costs more than the statement when a thousand rows are written. Free text goes to the
 * driver as it is; a text that needs quotes is a bug here (InvariantBroken).
 */
export function plainArray(values: readonly Plain[]): string {
  const text = values.map((value) => (value === null ? 'NULL' : String(value)));
  const odd = text.findIndex((value, index) => values[index] !== null && (value === 'NULL' || !PLAIN.test(value)));
  if (odd >= 0) throw new InvariantBroken(`not a plain array element: ${text[odd]}`);
  return `{${text.join(',')}}`;
}
