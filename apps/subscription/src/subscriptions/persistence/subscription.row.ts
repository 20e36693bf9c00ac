import type { BillIn } from '@libs/billing/catalog';
import type { Subscription, SubscriptionStatus } from '@libs/billing/subscription';
import { Instant, Period, type CycleUnit } from '@libs/calendar';
import { Money } from '@libs/money';
import type { SubscriptionRecord } from '../subscription-record';
import {
  readPause,
  readPendingChange,
  readPendingVersion,
  readService,
  type PauseColumn,
  type PendingChangeColumn,
  type PendingVersionColumn,
  type ServiceColumn,
} from './subscription-parts';

export const SUBSCRIPTION_COLUMNS = `
  id, account_id, user_id, plan_id, plan_version, family, status, quantity, period_price_minor, currency, cycle_unit,
  cycle_count, anchor, created_at, started_at, period_start, period_end, trial_end, cancel_at_period_end, canceled_at,
  end_reason, billing_day, bill_in, pause, pending_change, pending_versions, cancel_at, refund_at_end, trial_warned_at, grace_ends_at,
  service, external_key, metadata`;

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
  billing_day: number | null;
  bill_in: BillIn;
  pause: PauseColumn | null;
  pending_change: PendingChangeColumn | null;
  pending_versions: PendingVersionColumn[] | null;
  cancel_at: Date | null;
  refund_at_end: 'none' | 'prorated' | null;
  trial_warned_at: Date | null;
  grace_ends_at: Date | null;
  service: ServiceColumn | null;
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
    billingDay: row.billing_day,
    billIn: row.bill_in,
    pause: row.pause && readPause(row.pause),
    pendingChange: row.pending_change && readPendingChange(row.pending_change),
    pendingVersions: row.pending_versions && row.pending_versions.map(readPendingVersion),
    cancelAt: row.cancel_at && Instant.fromDate(row.cancel_at),
    refundAtEnd: row.refund_at_end,
    trialWarnedAt: row.trial_warned_at && Instant.fromDate(row.trial_warned_at),
    graceEndsAt: row.grace_ends_at && Instant.fromDate(row.grace_ends_at),
    service: row.service && readService(row.service),
  };
  return { subscription, userId: row.user_id, externalKey: row.external_key, metadata: row.metadata };
}
