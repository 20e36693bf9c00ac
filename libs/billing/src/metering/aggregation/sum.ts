import { Rate } from '@libs/money';
import type { CountedEvent } from '../counted-event';

/** 1.5 + 2 + 0.000000000001 → 3.500000000001, exactly. */
export function sumOf(events: readonly CountedEvent[]): Rate {
  return events.reduce((sum, { quantity }) => sum.plus(Rate.of(quantity)), Rate.zero);
}
