import { Injectable } from '@nestjs/common';
import type { UsageEvent } from '@libs/billing/metering';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { GrantColumns } from '../../entitlements/entitlements.api';

/**
 * The hot path, for a use without a key of its own: one update, which PostgreSQL checks again on the newest row when
 * parallel uses meet, so the limit is exact. No row: not granted, or over the limit; USE_ONCE tells which.
 */
const USE = `
  WITH counted AS (
    UPDATE usage_counter c SET used = c.used + $3::bigint FROM entitlement e
    WHERE e.account_id = $1 AND e.feature = $2 AND e.period_end > $4 AND (e.valid_until IS NULL OR e.valid_until > $4)
      AND c.account_id = $1 AND c.feature = $2
      AND c.subscription_id = e.subscription_id AND c.period_start = e.period_start
      AND (e.hard_max IS NULL OR c.used + $3::bigint <= e.hard_max)
    RETURNING e.kind, e.limit_max, e.limit_text, e.is_soft, e.subscription_id, e.period_end, c.used AS used_after
  ), event AS (
    INSERT INTO usage_event (account_id, idempotency_key, metric, quantity, happened_at, subscription_id)
    SELECT $1, $5, $2, $3::bigint, $4, subscription_id FROM counted)
  SELECT kind, limit_max, limit_text, is_soft, period_end, used_after AS used_before, used_after FROM counted`;
/**
 * For a use with a key: the counter's row is locked before anything is compared, the event is written only if the limit
 * holds, and counted only if its key is new. The counter exists: it was opened with the entitlement.
 */
const USE_ONCE = `
  WITH granted AS MATERIALIZED (
    SELECT kind, limit_max, limit_text, is_soft, hard_max, subscription_id, period_start, period_end FROM entitlement
    WHERE account_id = $1 AND feature = $2 AND period_end > $4 AND (valid_until IS NULL OR valid_until > $4)
  ), counter AS MATERIALIZED (
    SELECT c.used FROM usage_counter c
    JOIN granted ON c.subscription_id = granted.subscription_id AND c.period_start = granted.period_start
    WHERE c.account_id = $1 AND c.feature = $2 FOR UPDATE OF c
  ), event AS (
    INSERT INTO usage_event (account_id, idempotency_key, metric, quantity, happened_at, subscription_id)
    SELECT $1, $5, $2, $3::bigint, $4, subscription_id FROM granted, counter
    WHERE hard_max IS NULL OR counter.used + $3::bigint <= hard_max
    ON CONFLICT (account_id, idempotency_key) DO NOTHING RETURNING 1
  ), counted AS (
    UPDATE usage_counter c SET used = c.used + $3::bigint FROM granted, event
    WHERE c.account_id = $1 AND c.feature = $2
      AND c.subscription_id = granted.subscription_id AND c.period_start = granted.period_start
    RETURNING c.used
  )
  SELECT kind, limit_max, limit_text, is_soft, period_end, counter.used AS used_before, counted.used AS used_after
  FROM granted CROSS JOIN counter LEFT JOIN counted ON true`;
const IS_KNOWN = `SELECT 1 FROM usage_event WHERE account_id = $1 AND idempotency_key = $2`;

export interface UseOutcome extends GrantColumns {
  /** Null when nothing was counted: over the limit, or a key that was counted before. */
  readonly usedAfter: bigint | null;
  readonly usedBefore: bigint;
  readonly resetAt: Instant;
}

type UseRow = GrantColumns & { period_end: Date; used_before: string; used_after: string | null };

@Injectable()
export class UseRepository {
  constructor(private readonly database: Database) {}

  /** For a use whose key is made by us, and so is new. Undefined: over the limit, or nothing is granted; `countOnce` tells. */
  async count(event: UsageEvent): Promise<UseOutcome | undefined> {
    return this.outcome(await this.database.named<UseRow>('use_feature', USE, parametersOf(event)));
  }

  /** Undefined when nothing of the metric is granted at the event's instant. */
  async countOnce(event: UsageEvent): Promise<UseOutcome | undefined> {
    return this.outcome(await this.database.named<UseRow>('use_feature_once', USE_ONCE, parametersOf(event)));
  }

  async isKnown(accountId: string, idempotencyKey: string): Promise<boolean> {
    return (await this.database.named('usage_event_known', IS_KNOWN, [accountId, idempotencyKey])).length > 0;
  }

  private outcome([row]: readonly UseRow[]): UseOutcome | undefined {
    if (!row) return undefined;
    const { period_end, used_before, used_after, ...grant } = row;
    const usedAfter = used_after === null ? null : BigInt(used_after);
    return { ...grant, usedAfter, usedBefore: BigInt(used_before), resetAt: Instant.fromDate(period_end) };
  }
}

function parametersOf({ accountId, metric, quantity, happenedAt, idempotencyKey }: UsageEvent): unknown[] {
  return [accountId, metric, quantity, happenedAt.toDate(), idempotencyKey];
}
