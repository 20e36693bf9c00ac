import type { Instant, Period } from '@libs/calendar';

/** Usage of a billed period goes on being taken in for so long, and gives a supplemental invoice. */
export const LATE_DAYS_MAX = 7;
/** Late usage is collected for so long before it is billed: one invoice, within a day. */
export const LATE_COLLECT_HOURS = 12;
/** By then every insert that was under way when a period was billed has ended, and is looked for once. */
export const SETTLE_SECONDS = 600;

/** A period whose usage is on a bill. */
export interface UsageClosing {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly period: Period;
  readonly planId: number;
  readonly planVersion: number;
  /** What each charge of the plan came to, in minor units, in the plan's order. */
  readonly billedMinor: readonly bigint[];
  readonly eventCount: bigint;
  readonly billedAt: Instant;
}
