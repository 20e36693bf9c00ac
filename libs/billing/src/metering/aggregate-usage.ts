import { InvariantBroken } from '@libs/errors';
import { Rate } from '@libs/money';
import type { Charge } from '../catalog/charge';
import { countOf } from './aggregation/count';
import { lastOf } from './aggregation/last';
import { maxOf } from './aggregation/max';
import { sumOf } from './aggregation/sum';
import { uniqueOf } from './aggregation/unique';
import type { CountedEvent } from './counted-event';

/** What was used of one metric in one period. */
export interface MeteredUsage {
  readonly quantity: Rate;
  readonly eventCount: bigint;
  /** The oldest first; null where only the sums were kept, which is enough for most charges (`isRatedByEvent`). */
  readonly eventQuantities: readonly Rate[] | null;
}

/** A period without a single event. */
export const NO_USAGE: MeteredUsage = { quantity: Rate.zero, eventCount: 0n, eventQuantities: [] };

/**
 * Counts the events of one metric and period: sum of 3, 7, 5 → 15; count → 3; max → 7; last → 5. The order in which they
 * arrived never matters, only when they happened. Events of other periods must be left out by the caller.
 */
export function aggregateUsage(
  charge: Pick<Charge, 'aggregation' | 'property'>,
  events: readonly CountedEvent[],
): MeteredUsage {
  const inOrder = events.toSorted((a, b) => a.happenedAt.compare(b.happenedAt) || compareText(a.id, b.id));
  return {
    quantity: quantityOf(charge, inOrder),
    eventCount: BigInt(inOrder.length),
    eventQuantities: inOrder.map(({ quantity }) => Rate.of(quantity)),
  };
}

function quantityOf({ aggregation, property }: Pick<Charge, 'aggregation' | 'property'>, events: CountedEvent[]): Rate {
  switch (aggregation) {
    case 'sum':
      return sumOf(events);
    case 'count':
      return countOf(events);
    case 'max':
      return maxOf(events);
    case 'last':
      return lastOf(events);
    case 'unique':
      if (property === null) throw new InvariantBroken('a unique count names its property');
      return uniqueOf(events, property);
  }
}

/** Plain code unit order: a locale would sort ids differently from one machine to the next. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
