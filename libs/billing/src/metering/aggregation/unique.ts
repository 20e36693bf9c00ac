import { Rate } from '@libs/money';
import type { CountedEvent } from '../counted-event';

/**
 * How many different values a property has: users a, b, a → 2. Values are compared as text, so 1 and '1' are the same;
 * an event without the property, or with a list or an object in its place, names nobody and is not counted.
 */
export function uniqueOf(events: readonly CountedEvent[], property: string): Rate {
  const values = new Set<string>();
  for (const { properties } of events) {
    const value = properties && Object.hasOwn(properties, property) ? properties[property] : null;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') values.add(String(value));
  }
  return Rate.of(String(values.size));
}
