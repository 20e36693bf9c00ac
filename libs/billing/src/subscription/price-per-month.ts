import { monthsOf, type BillingCycle } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import type { Money } from '@libs/money';

export type ChangeDirection = 'upgrade' | 'downgrade' | 'same';

/** What is paid for how long; all seats. */
export interface CyclePrice {
  readonly periodPrice: Money;
  readonly cycle: BillingCycle;
}

/**
 * Tells an upgrade from a downgrade by the price per month: yearly ÷ 12, quarterly ÷ 3, weekly × 52 ÷ 12, daily × 365 ÷ 12.
 * 100.00 a month to 1200.00 a year is the same; 10.00 a week (43.33 a month) to 40.00 a month is a downgrade. Exact.
 */
export function directionOf(from: CyclePrice, to: CyclePrice): ChangeDirection {
  if (from.periodPrice.currency !== to.periodPrice.currency) {
    throw new InvariantBroken(`a change never mixes currencies: ${from.periodPrice} to ${to.periodPrice}`);
  }
  const [before, after] = [perMonth(from), perMonth(to)];
  const difference = after.minor * before.per - before.minor * after.per;
  if (difference === 0n) return 'same';
  return difference > 0n ? 'upgrade' : 'downgrade';
}

/** The exact price per month, in minor units: `minor / per`. */
export function perMonth({ periodPrice, cycle }: CyclePrice): { readonly minor: bigint; readonly per: bigint } {
  const { minor } = periodPrice;
  const months = monthsOf(cycle);
  if (months > 0) return { minor, per: BigInt(months) };
  const cyclesPerYear = cycle.unit === 'weekly' ? 52n : 365n;
  return { minor: minor * cyclesPerYear, per: 12n * BigInt(cycle.count) };
}
