import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { code as isoRecord, codes as isoCodes } from 'currency-codes';

/** An ISO 4217 currency: `exponent` is the number of decimals of its minor unit (JPY 0, USD 2, KWD 3). */
export interface Currency {
  readonly code: string;
  readonly exponent: number;
}

export type CurrencyRefusal = { readonly code: 'unknown_currency' };

/** ISO codes nobody is paid in: metals, bond units, drawing rights, testing, "no currency". */
const NOT_MONEY = new Set('XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' '));

/** Exponents come from ISO 4217, never from Intl: CLDR writes HUF and others without the decimals banks settle. */
const CURRENCIES: ReadonlyMap<string, Currency> = new Map(
  isoCodes()
    .filter((isoCode) => !NOT_MONEY.has(isoCode))
    .map((isoCode) => [isoCode, Object.freeze({ code: isoCode, exponent: exponentOf(isoCode) })]),
);

/** The currency of an upper-case ISO 4217 code: `'KWD'` → exponent 3. `'usd'` and unknown codes are refused. */
export function currency(code: string): Result<Currency, CurrencyRefusal> {
  const found = CURRENCIES.get(code);
  return found ? ok(found) : refuse({ code: 'unknown_currency' });
}

/** The currency of a code that was validated before; an unknown one is a bug (InvariantBroken). */
export function knownCurrency(code: string): Currency {
  const found = CURRENCIES.get(code);
  if (!found) throw new InvariantBroken(`unknown currency ${code}`);
  return found;
}

function exponentOf(isoCode: string): number {
  const record = isoRecord(isoCode);
  if (!record) throw new InvariantBroken(`ISO 4217 lists ${isoCode} without a record`);
  return record.digits;
}
