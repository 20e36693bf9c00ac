import { Rate } from '@libs/money';
import type { CountedEvent } from '../counted-event';

/** How many events there were, whatever their quantities: three events → 3. */
export function countOf(events: readonly CountedEvent[]): Rate {
  return Rate.of(String(events.length));
}
