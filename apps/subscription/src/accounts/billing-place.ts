import { isValid as isCountryCode } from 'i18n-iso-countries';
import { TimeZone } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { currency } from '@libs/money';

/** `europe/berlin` → `Europe/Berlin`. @throws AppError `validation_failed` */
export function properTimeZone(name: string): string {
  const zone = TimeZone.parse(name);
  if (zone.ok) return zone.value.id;
  throw refused('timezone', 'unknown_time_zone', 'Use an IANA time zone such as Europe/Berlin.');
}

/** @throws AppError `validation_failed` */
export function knownCurrencyCode(code: string): string {
  if (currency(code).ok) return code;
  throw refused('currency', 'unknown_currency', 'Use an upper-case ISO 4217 code such as USD.');
}

/** @throws AppError `validation_failed` */
export function knownCountryCode(code: string): string {
  if (/^[A-Z]{2}$/.test(code) && isCountryCode(code)) return code;
  throw refused('country', 'unknown_country', 'Use an upper-case ISO 3166-1 alpha-2 code such as DE.');
}

function refused(field: string, code: string, message: string): AppError {
  return new AppError('validation_failed', {}, [{ field, code, message }]);
}
