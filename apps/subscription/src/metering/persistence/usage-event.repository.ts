import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { StoredEvent } from '../stored-event';

/** In the order of keys, so that two batches with the same events wait for one another instead of both. */
const ADD = `
  WITH added AS (
    INSERT INTO usage_event (account_id, subscription_id, happened_at, idempotency_key, metric, quantity, properties)
    SELECT account_id, subscription_id, happened_at, idempotency_key, metric, quantity, properties
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::numeric[], $7::jsonb[])
      WITH ORDINALITY
      AS e(account_id, subscription_id, happened_at, idempotency_key, metric, quantity, properties, position)
    ORDER BY account_id, idempotency_key COLLATE "C", position
    ON CONFLICT (account_id, idempotency_key) DO NOTHING RETURNING 1)
  SELECT count(*)::integer AS count FROM added`;
const COLUMNS = 'account_id, subscription_id, happened_at, idempotency_key, metric, quantity::text, properties';
const BY_KEY = `SELECT ${COLUMNS} FROM usage_event WHERE account_id = $1 AND idempotency_key = $2`;
/** Steps from metric to metric of the account, and takes the newest of each: the index holds them in this order. */
const NEWEST = `
  WITH RECURSIVE metrics AS (
    (SELECT metric FROM usage_event WHERE account_id = $1 AND ($3::text IS NULL OR metric = $3) ORDER BY metric LIMIT 1)
    UNION ALL
    SELECT (SELECT e.metric FROM usage_event e WHERE e.account_id = $1 AND e.metric > metrics.metric
              AND ($3::text IS NULL OR e.metric = $3) ORDER BY e.metric LIMIT 1)
    FROM metrics WHERE metrics.metric IS NOT NULL)
  SELECT newest.* FROM metrics CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM usage_event e
    WHERE e.account_id = $1 AND e.metric = metrics.metric AND ($2::uuid IS NULL OR subscription_id = $2)
      AND happened_at >= $4 AND happened_at < $5 AND (happened_at, idempotency_key) < ($6, $7)
    ORDER BY happened_at DESC, idempotency_key DESC LIMIT $8) AS newest
  ORDER BY happened_at DESC, idempotency_key DESC LIMIT $8`;
/** In the order of the primary key, which needs no sorting however many there are. */
const EXPORT = `
  SELECT ${COLUMNS} FROM usage_event
  WHERE ($1::uuid IS NULL OR account_id = $1) AND ($2::uuid IS NULL OR subscription_id = $2)
    AND ($3::text IS NULL OR metric = $3) AND happened_at >= $4 AND happened_at < $5
    AND (account_id, idempotency_key) > ($6, $7)
  ORDER BY account_id, idempotency_key LIMIT $8`;
const NO_ID = '00000000-0000-0000-0000-000000000000';
/** Above every key: keys are printable ASCII. */
const ABOVE_KEYS = '\x7f';
const FIRST = '1970-01-01T00:00:00Z';
const LAST = '9999-12-31T00:00:00Z';

interface EventRow {
  account_id: string;
  subscription_id: string;
  happened_at: Date;
  idempotency_key: string;
  metric: string;
  quantity: string;
  properties: Record<string, unknown> | null;
}

export interface UsageEventFilter {
  readonly accountId?: string | undefined;
  readonly subscriptionId?: string | undefined;
  readonly metric?: string | undefined;
  /** Included. */
  readonly from?: Instant | undefined;
  /** Not included. */
  readonly to?: Instant | undefined;
}

@Injectable()
export class UsageEventRepository {
  constructor(private readonly database: Database) {}

  /** How many were new; those with a key that is known stay as they are. On disk when it answers, or with the transaction. */
  async add(events: readonly StoredEvent[]): Promise<number> {
    const [row] = await this.database.named<{ count: number }>('usage_event_add', ADD, [
      events.map(({ accountId }) => accountId),
      events.map(({ subscriptionId }) => subscriptionId),
      events.map(({ happenedAt }) => String(happenedAt)),
      events.map(({ idempotencyKey }) => idempotencyKey),
      events.map(({ metric }) => metric),
      events.map(({ quantity }) => quantity),
      events.map(({ properties }) => propertiesColumn(properties)),
    ]);
    return row?.count ?? 0;
  }

  async byKey(accountId: string, idempotencyKey: string): Promise<StoredEvent | undefined> {
    const [row] = await this.database.named<EventRow>('usage_event_by_key', BY_KEY, [accountId, idempotencyKey]);
    return row && toEvent(row);
  }

  /** Of one account, the newest first, one more than the limit; those of one instant by key. */
  async newest(
    accountId: string,
    filter: UsageEventFilter,
    limit: number,
    before?: Pick<StoredEvent, 'happenedAt' | 'idempotencyKey'>,
  ): Promise<StoredEvent[]> {
    const [, subscriptionId, metric, from, to] = filterParameters(filter);
    const cursor = [String(before?.happenedAt ?? LAST), before?.idempotencyKey ?? ABOVE_KEYS];
    const params = [accountId, subscriptionId, metric, from, to, ...cursor, limit + 1];
    return (await this.database.query<EventRow>(NEWEST, params)).map(toEvent);
  }

  /** By account and key, from behind an event on. */
  async page(filter: UsageEventFilter, limit: number, after?: StoredEvent): Promise<StoredEvent[]> {
    const cursor = [after?.accountId ?? NO_ID, after?.idempotencyKey ?? ''];
    const params = [...filterParameters(filter), ...cursor, limit];
    return (await this.database.named<EventRow>('usage_event_export', EXPORT, params)).map(toEvent);
  }
}

function filterParameters({ accountId, subscriptionId, metric, from, to }: UsageEventFilter): unknown[] {
  return [accountId ?? null, subscriptionId ?? null, metric ?? null, String(from ?? FIRST), String(to ?? LAST)];
}

/** Most events have none, and then nothing is stored. */
function propertiesColumn(properties: StoredEvent['properties']): string | null {
  return Object.keys(properties).length === 0 ? null : JSON.stringify(properties);
}

function toEvent(row: EventRow): StoredEvent {
  return {
    accountId: row.account_id,
    subscriptionId: row.subscription_id,
    idempotencyKey: row.idempotency_key,
    metric: row.metric,
    quantity: row.quantity,
    happenedAt: Instant.fromDate(row.happened_at),
    properties: row.properties ?? {},
  };
}
