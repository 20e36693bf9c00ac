import { isValid as isCountryCode } from 'i18n-iso-countries';
import { ok, refuse, type Result } from '@libs/errors';

export type ServiceName = 'subscription' | 'payment' | 'simulator' | 'dashboard';

/** How a setting differs from "required, public, needed by everyone". */
export interface SettingTraits {
  /** Never printed; a value of development or test is refused in staging and production. */
  secret?: true;
  /** An empty value is allowed and reads as undefined (text: as the empty string). */
  optional?: true;
  /** Only these services need it; the others start without. */
  services?: readonly ServiceName[];
}

export interface Setting<T> extends SettingTraits {
  /** What it accepts, in words: `whole number, 1 to 65535`. */
  accepts: string;
  /** What it is for, one sentence. */
  sentence: string;
  /** Reads the text of a file or variable; the refusal completes "NAME …". */
  parse(text: string): Result<T, string>;
}

export type SettingTable = Readonly<Record<string, Setting<unknown>>>;
type MayBeAbsent = { optional: true } | { services: readonly ServiceName[] };
export type ValuesOf<T extends SettingTable> = {
  [K in keyof T]: T[K] extends Setting<infer V> ? (T[K] extends MayBeAbsent ? V | undefined : V) : never;
};

export function integer<const T extends SettingTraits>(min: number, max: number, sentence: string, traits?: T) {
  const accepts = `whole number, ${min} to ${max}`;
  const parse = (text: string): Result<number, string> => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? ok(value) : refuse(`must be a ${accepts}`);
  };
  return { accepts, sentence, parse, ...(traits as T) };
}

export const port = (sentence: string) => integer(1, 65535, sentence);

export function text<const T extends SettingTraits>(minLength: number, sentence: string, traits?: T) {
  const accepts = minLength > 1 ? `text of at least ${minLength} characters` : 'text';
  const parse = (value: string): Result<string, string> =>
    value.length >= minLength ? ok(value) : refuse(`must be ${accepts}`);
  return { accepts, sentence, parse, ...(traits as T) };
}

export function choice<const V extends string>(values: readonly V[], sentence: string) {
  const accepts = values.map((value) => `\`${value}\``).join(', ');
  const parse = (value: string): Result<V, string> => {
    const found = values.find((candidate) => candidate === value);
    return found === undefined ? refuse(`must be one of ${values.join(', ')}`) : ok(found);
  };
  return { accepts, sentence, parse };
}

export function url<const T extends SettingTraits>(protocols: readonly string[], sentence: string, traits?: T) {
  const accepts = `address beginning with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  const parse = (value: string): Result<string, string> => {
    // The value may hold a password, so a refusal never quotes it.
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) return refuse(`must be an ${accepts}`);
    return ok(value.replace(/\/$/, ''));
  };
  return { accepts, sentence, parse, ...(traits as T) };
}

/** A comma list; spaces around items do not count. */
export function list<const T extends SettingTraits>(minItemLength: number, sentence: string, traits?: T) {
  const accepts = minItemLength > 1 ? `comma list, each item at least ${minItemLength} characters` : 'comma list';
  const parse = (value: string): Result<string[], string> => {
    const items = value.split(',').map((item) => item.trim());
    return items.every((item) => item.length >= minItemLength) ? ok(items) : refuse(`must be a ${accepts}`);
  };
  return { accepts, sentence, parse, ...(traits as T) };
}

/** A comma list of whole numbers in ascending order: `3,5,7,10`. */
export function integers<const T extends SettingTraits>(min: number, max: number, sentence: string, traits?: T) {
  const accepts = `comma list of ascending whole numbers, ${min} to ${max}`;
  const one = integer(min, max, sentence);
  const parse = (value: string): Result<number[], string> => {
    const items = value.split(',').map((item) => one.parse(item.trim()));
    const numbers = items.flatMap((item) => (item.ok ? [item.value] : []));
    const isAscending = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? max));
    return numbers.length === items.length && isAscending ? ok(numbers) : refuse(`must be a ${accepts}`);
  };
  return { accepts, sentence, parse, ...(traits as T) };
}

/** Upper-case ISO 3166-1 alpha-2 code: `DE`, neither `de` nor `DEU`. */
export function country(sentence: string) {
  const accepts = 'upper-case ISO 3166-1 alpha-2 code such as `DE`';
  const parse = (value: string): Result<string, string> =>
    /^[A-Z]{2}$/.test(value) && isCountryCode(value) ? ok(value) : refuse(`must be an ${accepts}`);
  return { accepts, sentence, parse };
}

/** `#1f4e79` */
export function color(sentence: string) {
  const accepts = 'color as `#rrggbb`';
  const parse = (value: string): Result<string, string> =>
    /^#[0-9a-f]{6}$/i.test(value) ? ok(value) : refuse(`must be a ${accepts}`);
  return { accepts, sentence, parse };
}
