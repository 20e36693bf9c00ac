import type { Charge } from '@libs/billing/catalog';
import { needsEvents } from '@libs/billing/metering';
import type { Period } from '@libs/calendar';
import type { UsageAsk } from './rated-period';

/** How the events of a charge are counted; each is one statement for any number of charges. */
export const TALLY_KINDS = ['totals', 'last', 'unique', 'each_event'] as const;
export type TallyKind = (typeof TALLY_KINDS)[number];

/** What is to be counted for one charge in one period. */
export interface Tally {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly period: Period;
  readonly charge: Charge;
  readonly kind: TallyKind;
}

/** What was counted. Quantities are plain decimal texts; null where nothing was. */
export interface TallyResult {
  readonly eventCount: bigint;
  /** The sum, the largest, the last, or the number of different values. */
  readonly quantity: string | null;
  /** The oldest first; null where they were not asked for. */
  readonly eventQuantities: readonly string[] | null;
}

/** A tally for each charge of the plan, in its order. */
export function talliesOf({ subscription, plan, period }: UsageAsk): Tally[] {
  const { id: subscriptionId, accountId, periodPrice } = subscription;
  return (plan.charges ?? []).map((charge) => {
    return { accountId, subscriptionId, period, charge, kind: kindOf(charge, periodPrice.currency) };
  });
}

function kindOf(charge: Charge, currency: string): TallyKind {
  if (needsEvents(charge, currency)) return 'each_event';
  return charge.aggregation === 'last' || charge.aggregation === 'unique' ? charge.aggregation : 'totals';
}
