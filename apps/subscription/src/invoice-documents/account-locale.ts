import { TimeZone, type Instant } from '@libs/calendar';
import { knownCurrency, type Money } from '@libs/money';
import type { Account } from '../accounts/accounts.api';

/** The language a country writes invoices in, where it is not English. */
const LOCALES: Readonly<Record<string, string>> = {
  AT: 'de-AT',
  BE: 'fr-BE',
  BR: 'pt-BR',
  CA: 'en-CA',
  CH: 'de-CH',
  CZ: 'cs-CZ',
  DE: 'de-DE',
  DK: 'da-DK',
  ES: 'es-ES',
  FI: 'fi-FI',
  FR: 'fr-FR',
  GB: 'en-GB',
  HU: 'hu-HU',
  IE: 'en-IE',
  IN: 'en-IN',
  IT: 'it-IT',
  JP: 'ja-JP',
  LU: 'fr-LU',
  MX: 'es-MX',
  NL: 'nl-NL',
  NO: 'nb-NO',
  NZ: 'en-NZ',
  AU: 'en-AU',
  PL: 'pl-PL',
  PT: 'pt-PT',
  RO: 'ro-RO',
  SE: 'sv-SE',
  ZA: 'en-ZA',
  UA: 'uk-UA',
  MT: 'en-MT',
  SI: 'sl-SI',
  SK: 'sk-SK',
  LT: 'lt-LT',
  LV: 'lv-LV',
  CY: 'el-CY',
  GR: 'el-GR',
  EE: 'et-EE',
  HR: 'hr-HR',
  BG: 'bg-BG',
};

/** How an account reads numbers and dates. Digits are always 0 to 9. */
export class AccountLocale {
  /** Of whoever belongs to no account, and of accounts without a country. */
  static readonly ENGLISH = new AccountLocale('en-US', TimeZone.UTC);

  private constructor(
    /** BCP 47, as `de-DE`. */
    readonly tag: string,
    private readonly zone: TimeZone,
  ) {}

  static of({ country, timeZone }: Pick<Account, 'country' | 'timeZone'>): AccountLocale {
    return new AccountLocale((country && LOCALES[country]) ?? AccountLocale.ENGLISH.tag, TimeZone.of(timeZone));
  }

  /** 1234.5 EUR in Germany → `1.234,50 EUR`. The digits are those of ISO 4217, taken from the exact amount. */
  money(amount: Money): string {
    const digits = knownCurrency(amount.currency).exponent;
    return `${this.decimal(amount.toDecimalText(), digits)} ${amount.currency}`;
  }

  /** Plain decimal text → `1.234,5`. Exact: Intl is given the text, never a binary number. */
  decimal(text: string, minimumFractionDigits = 0): string {
    const format = numberFormat(this.tag, minimumFractionDigits);
    // Node's typings still miss that format() takes decimal text.
    return format.format(text as unknown as number);
  }

  /** The day on the account's calendar: `10. Februar 2026`. */
  date(instant: Instant): string {
    const format = dateFormat(this.tag, this.zone.id);
    return format.format(instant.toDate());
  }
}

/** To make one takes longer than to write with it a hundred times; there are as many as countries, and as zones in use. */
const numberFormat = remembered((tag: string, minimumFractionDigits: number) => {
  return new Intl.NumberFormat(tag, { minimumFractionDigits, maximumFractionDigits: 12, numberingSystem: 'latn' });
});

const dateFormat = remembered((tag: string, timeZone: string) => {
  const isLatin = !tag.startsWith('ja');
  return new Intl.DateTimeFormat(isLatin ? tag : 'en-CA', {
    dateStyle: isLatin ? 'long' : 'short',
    timeZone,
    numberingSystem: 'latn',
  });
});

function remembered<T, F>(make: (tag: string, by: T) => F): (tag: string, by: T) => F {
  const made = new Map<string, F>();
  return (tag, by) => {
    const key = `${tag} ${by}`;
    const format = made.get(key) ?? make(tag, by);
    made.set(key, format);
    return format;
  };
}
