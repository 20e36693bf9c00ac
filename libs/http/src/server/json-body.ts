import { AppError } from '@libs/errors';
import secureJsonParse from 'secure-json-parse';

const DEPTH_MAX = 32;
const DIGITS_MAX = 15;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Parses a request body without losing anything. A number with at most 15 significant digits survives the way through
 * a double and back exactly (`String(29.99)` is `29.99`), so it may be read as its decimal text later; one with more
 * is refused here, before it could be rounded. Refused too: broken UTF-8, NUL and lone surrogates in text (PostgreSQL
 * stores neither), more than 32 levels, `__proto__` keys.
 */
export function parseJsonBody(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  let text: string;
  try {
    text = decoder.decode(raw);
  } catch {
    throw new AppError('malformed_json');
  }
  scan(raw);
  const value = parsed(text);
  if (text.includes('\\u') && !isWellFormed(value)) throw new AppError('malformed_json');
  return value;
}

function parsed(text: string): unknown {
  try {
    return secureJsonParse.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    // The parser's own message quotes the body.
    throw new AppError('malformed_json');
  }
}

/** One pass over the bytes: depth, and the digits of each number outside strings. */
function scan(raw: Buffer): void {
  let depth = 0;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    if (byte === QUOTE) {
      at = endOfString(raw, at);
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > DEPTH_MAX) throw new AppError('too_deep', { max: DEPTH_MAX });
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    } else if (byte >= 0x30 && byte <= 0x39) {
      at = endOfNumber(raw, at);
    }
  }
}

function endOfString(raw: Buffer, start: number): number {
  let at = start + 1;
  while (at < raw.length && raw[at] !== QUOTE) at += raw[at] === BACKSLASH ? 2 : 1;
  return at;
}

function endOfNumber(raw: Buffer, start: number): number {
  let end = start;
  while (end < raw.length && isNumberByte(raw[end] as number)) end++;
  if (end - start > DIGITS_MAX || hasExponent(raw, start, end)) assertExact(raw.toString('latin1', start, end));
  return end - 1;
}

function isNumberByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x65 || byte === 0x45 || byte === 0x2b || byte === 0x2d
  );
}

function hasExponent(raw: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (raw[at] === 0x65 || raw[at] === 0x45) return true;
  return false;
}

function assertExact(literal: string): void {
  const mantissa = literal.split(/[eE]/)[0] ?? '';
  const digits = mantissa.replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
  const value = Number(literal);
  const vanished = value === 0 && digits !== '';
  if (digits.length > DIGITS_MAX || !Number.isFinite(value) || vanished) throw new AppError('number_not_exact');
}

/** Escapes can smuggle in what the raw bytes cannot hold: NUL, and halves of surrogate pairs. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (Array.isArray(value)) return value.every(isWellFormed);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(([key, member]) => isWellFormed(key) && isWellFormed(member));
  }
  return true;
}
