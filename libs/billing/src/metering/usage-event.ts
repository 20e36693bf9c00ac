import type { Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import { decimalsOf, decimalTextOf, RATE_DECIMALS_MAX } from '@libs/money';

/** One immutable count. (accountId, idempotencyKey) is its identity, for good: the first event with a key wins. */
export interface UsageEvent {
  readonly accountId: string;
  readonly idempotencyKey: string;
  readonly metric: string;
  /** Exact plain decimal text, not negative, at most 12 decimals. */
  readonly quantity: string;
  readonly happenedAt: Instant;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface ReportedUsage {
  readonly accountId: string;
  readonly idempotencyKey: string;
  readonly metric: string;
  readonly quantity: number | string;
  /** Absent: now. */
  readonly happenedAt?: Instant;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export type UsageRefusal = {
  readonly code:
    | 'invalid_idempotency_key'
    | 'invalid_metric'
    | 'invalid_quantity'
    | 'timestamp_in_future'
    | 'timestamp_too_old';
};

/** Clocks of other machines run ahead a little. */
export const FUTURE_SECONDS_MAX = 300;
const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/;
const METRIC = /^[a-z][a-z0-9_]{0,62}$/;
const WHOLE_DIGITS_MAX = 15;

/**
 * Checks a reported count and makes it an event: 120000 `api_calls` at 20 Jan → the same, quantity `'120000'`.
 * `acceptedFrom` is the oldest instant whose period still takes events. An event exactly 5 minutes ahead is accepted,
 * one exactly at `acceptedFrom` too.
 */
export function readUsageEvent(
  reported: ReportedUsage,
  window: { readonly now: Instant; readonly acceptedFrom: Instant },
): Result<UsageEvent, UsageRefusal> {
  const { accountId, idempotencyKey, metric, happenedAt = window.now, properties = {} } = reported;
  if (!IDEMPOTENCY_KEY.test(idempotencyKey)) return refuse({ code: 'invalid_idempotency_key' });
  if (!METRIC.test(metric)) return refuse({ code: 'invalid_metric' });
  const quantity = quantityOf(reported.quantity);
  if (quantity === undefined) return refuse({ code: 'invalid_quantity' });
  if (happenedAt.isAfter(window.now.plusSeconds(FUTURE_SECONDS_MAX))) return refuse({ code: 'timestamp_in_future' });
  if (happenedAt.isBefore(window.acceptedFrom)) return refuse({ code: 'timestamp_too_old' });
  return ok({ accountId, idempotencyKey, metric, quantity, happenedAt, properties });
}

function quantityOf(value: number | string): string | undefined {
  const text = decimalTextOf(value);
  if (!text.ok || text.value.startsWith('-') || decimalsOf(text.value) > RATE_DECIMALS_MAX) return undefined;
  const wholeDigits = text.value.indexOf('.') === -1 ? text.value.length : text.value.indexOf('.');
  return wholeDigits <= WHOLE_DIGITS_MAX ? text.value : undefined;
}
