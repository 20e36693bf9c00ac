import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Instant } from '@libs/calendar';
import { check } from './check';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A bare date is its first instant in UTC. */
const toInstantText = ({ value }: { value: unknown }) =>
  typeof value === 'string' && DATE.test(value) ? `${value}T00:00:00Z` : value;

/** ISO 8601 with a time and a zone, such as 2026-01-31T09:30:00Z, or a date, which is read as its start in UTC. */
export function IsInstant(): PropertyDecorator {
  const message = 'Use ISO 8601 with time and zone, such as 2026-01-31T09:30:00Z.';
  return applyDecorators(Transform(toInstantText), check('isInstant', isInstant, message));
}

/** An instant as `IsInstant` takes it, or one of some words. */
export function IsInstantOr(words: readonly string[]): PropertyDecorator {
  const isWordOrInstant = (value: unknown) => words.includes(value as string) || isInstant(value);
  const message = `Use ${words.join(' or ')}, or ISO 8601 such as 2026-01-31T09:30:00Z.`;
  return applyDecorators(Transform(toInstantText), check('isInstantOr', isWordOrInstant, message));
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && Instant.parse(value).ok;
}
