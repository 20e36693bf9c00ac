import { registerDecorator } from 'class-validator';
import { Instant } from '@libs/calendar';

/** ISO 8601 with a time and a zone, such as 2026-01-31T09:30:00Z: a point in time, nothing to guess. */
export function IsInstant(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isInstant',
      target: target.constructor,
      propertyName: property as string,
      validator: {
        validate: (value: unknown) => typeof value === 'string' && Instant.parse(value).ok,
        defaultMessage: () => 'Use ISO 8601 with time and zone, such as 2026-01-31T09:30:00Z.',
      },
    });
}
