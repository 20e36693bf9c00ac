import { Injectable } from '@nestjs/common';
import type { UsageEvent } from '@libs/billing/metering';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { GrantColumns } from '../../entitlements/entitlements.api';

/**
 * One round trip for a use. The counter's row is locked before anything is compared, so that parallel uses see each
 * other's counts; the event is written only if the limit holds, and counted only if its key is new.
 */
const USE = `
  WITH granted AS MATERIALIZED (
    SELECT kind, limit_max, limit_text, is_soft, hard_max, subscription_id, period_start, period_end FROM entitlement
    WHERE account_id = $1 AND feature = $2 AND period_end > $4 AND (valid_until IS NULL OR valid_until > $4)
  ), counter AS MATERIALIZED (
    SELECT c.used FROM usage_counter c JOIN granted ON c.period_start = granted.period_start
    WHERE c.account_id = $1 AND c.feature = $2 FOR UPDATE OF c
  ), event AS (
    INSERT INTO usage_event (account_id, idempotency_key, metric, quantity, happened_at, subscription_id)
    SELECT $1, $5, $2, $3::bigint, $4, subscription_id FROM granted, counter
    WHERE hard_max IS NULL OR counter.used + $3::bigint <= hard_max
    ON CONFLICT (account_id, idempotency_key) DO NOTHING RETURNING 1
  ), counted AS (
    UPDATE usage_counter c SET used = c.used + $3::bigint FROM granted, event
    WHERE c.account_id = $1 AND c.feature = $2 AND c.period_start = granted.period_start RETURNING c.used
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

  /** Undefined when nothing of the metric is granted at the event's instant. */
  async count(event: UsageEvent): Promise<UseOutcome | undefined> {
    const { accountId, metric, quantity, happenedAt, idempotencyKey } = event;
    const params = [accountId, metric, quantity, happenedAt.toDate(), idempotencyKey];
    const [row] = await this.database.named<UseRow>('use_feature', USE, params);
    if (!row) return undefined;
    const { period_end, used_before, used_after, ...grant } = row;
    const usedAfter = used_after === null ? null : BigInt(used_after);
    return { ...grant, usedAfter, usedBefore: BigInt(used_before), resetAt: Instant.fromDate(period_end) };
  }

  async isKnown(accountId: string, idempotencyKey: string): Promise<boolean> {
    return (await this.database.named('usage_event_known', IS_KNOWN, [accountId, idempotencyKey])).length > 0;
  }
}
