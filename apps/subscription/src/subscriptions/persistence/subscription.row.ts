import type { Subscription, SubscriptionStatus } from '@libs/billing/subscription';
import { Instant, Period, type CycleUnit } from '@libs/calendar';
import { Money } from '@libs/money';
import type { SubscriptionRecord } from '../subscription-record';

export const SUBSCRIPTION_COLUMNS = `
  id, account_id, user_id, plan_id, plan_version, family, status, quantity, period_price_minor, currency, cycle_unit,
  cycle_count, anchor, created_at, started_at, period_start, period_end, trial_end, cancel_at_period_end, canceled_at,
  end_reason, external_key, metadata`;

export interface SubscriptionRow {
  id: string;
  account_id: string;
  user_id: number | null;
  plan_id: number;
  plan_version: number;
  family: string;
  status: SubscriptionStatus;
  quantity: number;
  period_price_minor: string;
  currency: string;
  cycle_unit: CycleUnit;
  cycle_count: number;
  anchor: Date;
  created_at: Date;
  started_at: Date;
  period_start: Date;
  period_end: Date;
  trial_end: Date | null;
  cancel_at_period_end: boolean;
  canceled_at: Date | null;
  end_reason: Subscription['endReason'];
  external_key: string | null;
  metadata: Record<string, string>;
}

export function toRecord(row: SubscriptionRow): SubscriptionRecord {
  const subscription: Subscription = {
    id: row.id,
    accountId: row.account_id,
    planId: row.plan_id,
    planVersion: row.plan_version,
    family: row.family,
    status: row.status,
    quantity: row.quantity,
    periodPrice: Money.ofMinor(BigInt(row.period_price_minor), row.currency),
    cycle: { unit: row.cycle_unit, count: row.cycle_count },
    anchor: Instant.fromDate(row.anchor),
    createdAt: Instant.fromDate(row.created_at),
    startedAt: Instant.fromDate(row.started_at),
    currentPeriod: Period.of(Instant.fromDate(row.period_start), Instant.fromDate(row.period_end)),
    trialEnd: row.trial_end && Instant.fromDate(row.trial_end),
    cancelAtPeriodEnd: row.cancel_at_period_end,
    canceledAt: row.canceled_at && Instant.fromDate(row.canceled_at),
    endReason: row.end_reason,
  };
  return { subscription, userId: row.user_id, externalKey: row.external_key, metadata: row.metadata };
}

/** In the order of SUBSCRIPTION_COLUMNS. */
export function toParameters({ subscription, userId, externalKey, metadata }: SubscriptionRecord): unknown[] {
  const { id, accountId, planId, planVersion, family, status, quantity, periodPrice, cycle, currentPeriod } =
    subscription;
  return [
    id,
    accountId,
    userId,
    planId,
    planVersion,
    family,
    status,
    quantity,
    String(periodPrice.minor),
    periodPrice.currency,
    cycle.unit,
    cycle.count,
    subscription.anchor.toDate(),
    subscription.createdAt.toDate(),
    subscription.startedAt.toDate(),
    currentPeriod.start.toDate(),
    currentPeriod.end.toDate(),
    subscription.trialEnd?.toDate() ?? null,
    subscription.cancelAtPeriodEnd,
    subscription.canceledAt?.toDate() ?? null,
    subscription.endReason,
    externalKey,
    JSON.stringify(metadata),
  ];
}
