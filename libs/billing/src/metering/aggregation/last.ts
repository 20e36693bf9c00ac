import { Rate } from '@libs/money';
import type { CountedEvent } from '../counted-event';

/**
 * The quantity of the event that happened last, in time and then by id: 7 at 10:00, 5 at 11:00 → 5. No events → 0: what
 * was reported in an earlier period is not carried over. Takes the events in their order.
 */
export function lastOf(eventsInOrder: readonly CountedEvent[]): Rate {
  const last = eventsInOrder.at(-1);
  return last ? Rate.of(last.quantity) : Rate.zero;
}
