import { registerDecorator } from 'class-validator';
import { isValid as isCountryCode } from 'i18n-iso-countries';
import { TimeZone } from '@libs/calendar';
import { currency } from '@libs/money';

/** Upper-case ISO 4217 code of money people are paid in. */
export function IsCurrency(): PropertyDecorator {
  return check('isCurrency', (text) => currency(text).ok, 'Use an upper-case ISO 4217 code such as USD.');
}

/** Upper-case ISO 3166-1 alpha-2 code. */
export function IsCountry(): PropertyDecorator {
  return check(
    'isCountry',
    (text) => /^[A-Z]{2}$/.test(text) && isCountryCode(text),
    'Use an upper-case ISO 3166-1 alpha-2 code such as DE.',
  );
}

/** IANA name; a frozen offset knows no daylight saving and is refused. */
export function IsTimeZone(): PropertyDecorator {
  return check(
    'isTimeZone',
    (text) => text.length <= 64 && TimeZone.parse(text).ok,
    'Use an IANA time zone such as Europe/Berlin.',
  );
}

function check(name: string, accepts: (text: string) => boolean, message: string): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: property as string,
      validator: {
        validate: (value: unknown) => typeof value === 'string' && accepts(value),
        defaultMessage: () => message,
      },
    });
}
