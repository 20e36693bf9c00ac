import { Rate } from '@libs/money';
import type { CountedEvent } from '../counted-event';

/** The largest quantity: 3, 7, 5 → 7; no events → 0. */
export function maxOf(events: readonly CountedEvent[]): Rate {
  return events.reduce((largest, { quantity }) => largest.max(Rate.of(quantity)), Rate.zero);
}
