import type { BillableLine } from '@libs/billing/invoicing';
import type { Subscription } from '@libs/billing/subscription';
import type { Period, TimeZone } from '@libs/calendar';
import type { CatalogPlan } from '../catalog/catalog.api';

/**
 * A period whose usage is to be priced: a whole one, or what was served of it when a subscription ends or changes. What
 * was billed of it at a change, by the charges of before, is left out.
 */
export interface UsageAsk {
  /** As it was in that period. */
  readonly subscription: Subscription;
  /** The version it was on at the period's end. */
  readonly plan: CatalogPlan;
  /** The account's, for the dates on the lines. */
  readonly zone: TimeZone;
  readonly period: Period;
}

/** What was used in a period, priced; `UsageApi.closePeriods` takes it back once its lines are on a bill. */
export interface RatedPeriod {
  readonly ask: UsageAsk;
  /** For each charge of the plan, in its order, a line of kind `usage`, and one of kind `minimum` where something is missing. */
  readonly lines: readonly BillableLine[];
  /** What each charge came to with its minimum, in minor units, in the plan's order. */
  readonly billedMinor: readonly bigint[];
  /** Events of the charged metrics that were counted; a later count tells whether more arrived. */
  readonly eventCount: bigint;
}
