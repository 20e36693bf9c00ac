import { Injectable } from '@nestjs/common';
import type { SubscriptionStatus } from '@libs/billing/subscription';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';

/** Those that are named, and those of accounts that ended no earlier than usage is still taken in for; of a deleted one none. */
const FIND = `
  SELECT s.id, s.account_id, s.status, s.plan_id, s.plan_version, s.started_at, s.canceled_at,
    (s.pause ->> 'started_at')::timestamptz AS paused_from, closed.closed_until, closed.billed_until
  FROM subscription s CROSS JOIN LATERAL (
    SELECT max(c.period_end) FILTER (WHERE c.billed_at < $3) AS closed_until, max(c.period_end) AS billed_until
    FROM usage_closing c WHERE c.account_id = s.account_id AND c.subscription_id = s.id) AS closed
  WHERE (s.id = ANY($1::uuid[]) OR (s.account_id = ANY($2::uuid[]) AND s.status NOT IN ('pending', 'expired')
      AND (s.canceled_at IS NULL OR s.canceled_at >= $3 OR s.status <> 'canceled')))
    AND NOT EXISTS (SELECT FROM account WHERE account.id = s.account_id AND deleted_at IS NOT NULL)
  ORDER BY s.id DESC`;

interface TargetRow {
  id: string;
  account_id: string;
  status: SubscriptionStatus;
  plan_id: number;
  plan_version: number;
  started_at: Date;
  canceled_at: Date | null;
  paused_from: Date | null;
  closed_until: Date | null;
  billed_until: Date | null;
}

/** What a row says of a subscription that usage is reported for. */
export interface TargetRecord {
  readonly subscriptionId: string;
  readonly accountId: string;
  readonly status: SubscriptionStatus;
  readonly planId: number;
  readonly planVersion: number;
  readonly startedAt: Instant;
  readonly canceledAt: Instant | null;
  readonly pausedFrom: Instant | null;
  readonly closedUntil: Instant | null;
  readonly billedUntil: Instant | null;
}

/** Reads of `subscription` only what an event needs, for a batch in one statement. */
@Injectable()
export class UsageTargetRepository {
  constructor(private readonly database: Database) {}

  /** By ids and by accounts, the newest first. Periods billed before `takenSince` are closed. */
  async find(ids: readonly string[], accountIds: readonly string[], takenSince: Instant): Promise<TargetRecord[]> {
    if (ids.length === 0 && accountIds.length === 0) return [];
    const params = [ids, accountIds, String(takenSince)];
    return (await this.database.named<TargetRow>('usage_targets', FIND, params)).map(toTarget);
  }
}

function toTarget(row: TargetRow): TargetRecord {
  return {
    subscriptionId: row.id,
    accountId: row.account_id,
    status: row.status,
    planId: row.plan_id,
    planVersion: row.plan_version,
    startedAt: Instant.fromDate(row.started_at),
    canceledAt: row.canceled_at && Instant.fromDate(row.canceled_at),
    pausedFrom: row.paused_from && Instant.fromDate(row.paused_from),
    closedUntil: row.closed_until && Instant.fromDate(row.closed_until),
    billedUntil: row.billed_until && Instant.fromDate(row.billed_until),
  };
}
