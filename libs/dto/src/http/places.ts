import { isValid as isCountryCode } from 'i18n-iso-countries';
import { TimeZone } from '@libs/calendar';
import { currency } from '@libs/money';
import { check } from './check';

/** Upper-case ISO 4217 code of money people are paid in. */
export function IsCurrency(): PropertyDecorator {
  return checkText('isCurrency', (text) => currency(text).ok, 'Use an upper-case ISO 4217 code such as USD.');
}

/** Upper-case ISO 3166-1 alpha-2 code. */
export function IsCountry(): PropertyDecorator {
  return checkText(
    'isCountry',
    (text) => /^[A-Z]{2}$/.test(text) && isCountryCode(text),
    'Use an upper-case ISO 3166-1 alpha-2 code such as DE.',
  );
}

/** IANA name; a frozen offset knows no daylight saving and is refused. */
export function IsTimeZone(): PropertyDecorator {
  return checkText(
    'isTimeZone',
    (text) => text.length <= 64 && TimeZone.parse(text).ok,
    'Use an IANA time zone such as Europe/Berlin.',
  );
}

function checkText(name: string, accepts: (text: string) => boolean, message: string): PropertyDecorator {
  return check(name, (value) => typeof value === 'string' && accepts(value), message);
}
