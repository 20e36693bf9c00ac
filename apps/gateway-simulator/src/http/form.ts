import { ApiError } from './api-error';

/** A decoded form. Objects have no prototype, so no key of a client can mean anything to the language. */
export interface Form {
  [name: string]: string | Form;
}

const DEPTH_MAX = 6;

/** Decodes `a[b][0]=c` as the SDK sends it; lists become objects with numbers for names. */
export function parseForm(body: string): Form {
  const form = Object.create(null) as Form;
  if (body === '') return form;
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split('[').map((part) => (part.endsWith(']') ? part.slice(0, -1) : part));
    if (path.length > DEPTH_MAX) throw ApiError.invalid('Parameters are nested too deeply.', name);
    place(form, path, value);
  }
  return form;
}

function place(form: Form, path: string[], value: string): void {
  let here = form;
  for (const part of path.slice(0, -1)) {
    const next = here[part];
    here = typeof next === 'object' ? next : (here[part] = Object.create(null) as Form);
  }
  const last = path[path.length - 1] ?? '';
  here[last === '' ? String(Object.keys(here).length) : last] = value;
}

/** The text at a path, undefined when absent or empty. */
export function text(form: Form, ...path: string[]): string | undefined {
  let here: string | Form | undefined = form;
  for (const part of path) here = typeof here === 'object' ? here[part] : undefined;
  return typeof here === 'string' && here !== '' ? here : undefined;
}

export function requiredText(form: Form, ...path: string[]): string {
  const value = text(form, ...path);
  if (value === undefined) throw ApiError.missing(path.join('.'));
  return value;
}

/** A positive integer of at most twelve digits. */
export function positiveInteger(form: Form, ...path: string[]): number | undefined {
  const value = text(form, ...path);
  if (value === undefined) return undefined;
  if (!/^\d{1,12}$/.test(value) || Number(value) === 0) {
    throw ApiError.invalid('Invalid positive integer', path.join('.'), 'parameter_invalid_integer');
  }
  return Number(value);
}

/** A member whose values are all texts: metadata, or a list. */
export function texts(form: Form, name: string): Record<string, string> {
  const value = form[name];
  if (typeof value !== 'object') return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Stripe refuses what it does not know; so does its stand-in, or a misspelled parameter would pass every test. */
export function refuseUnknown(form: Form, known: readonly string[]): void {
  const stranger = Object.keys(form).find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw ApiError.invalid(`Received unknown parameter: ${stranger}`, stranger, 'parameter_unknown');
  }
}
