import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { check } from './check';

const KEYS_MAX = 50;
const KEY_LENGTH_MAX = 40;
const VALUE_LENGTH_MAX = 500;
/** These would reach the prototype of whoever copies the object carelessly (promise 47). */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/** Free text by free keys, kept and shown, never read by billing. */
export type Metadata = Readonly<Record<string, string>>;

export function isMetadata(value: unknown): value is Metadata {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value as Record<string, unknown>);
  return entries.length <= KEYS_MAX && entries.every(([key, text]) => isKey(key) && isText(text));
}

/** An optional `metadata` field: at most 50 keys of 40 characters, values are strings of at most 500. */
export function IsMetadata(): PropertyDecorator {
  const message = `Send an object of at most ${KEYS_MAX} keys of 1 to ${KEY_LENGTH_MAX} characters with strings of at most ${VALUE_LENGTH_MAX}.`;
  const property = ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', maxLength: VALUE_LENGTH_MAX },
    example: { cost_center: '4711' },
    description: 'Your own notes: kept and shown, never read by billing',
  });
  return applyDecorators(check('isMetadata', isMetadata, message), property as PropertyDecorator);
}

function isKey(key: string): boolean {
  return key.length > 0 && key.length <= KEY_LENGTH_MAX && !RESERVED.has(key) && isStorable(key);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= VALUE_LENGTH_MAX && isStorable(value);
}

/** PostgreSQL's jsonb takes neither NUL nor half a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
