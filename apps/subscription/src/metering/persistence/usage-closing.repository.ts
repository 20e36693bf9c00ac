import { Injectable } from '@nestjs/common';
import { Instant, Period } from '@libs/calendar';
import { Database, plainArray } from '@libs/persistence';
import type { UsageAsk } from '../rated-period';
import type { UsageClosing } from '../usage-closing';

// A period that is billed anew, since its invoice was voided, begins anew.
const CLOSE = `
  INSERT INTO usage_closing (account_id, subscription_id, period_start, period_end, plan_id, plan_version, billed_minor,
    event_count, billed_at, check_at)
  SELECT c.account_id, c.subscription_id, c.period_start, c.period_end, c.plan_id, c.plan_version,
    c.billed_minor::bigint[], c.event_count, $9, CASE WHEN c.billed_minor = '{}' THEN NULL ELSE $10::timestamptz END
  FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::integer[], $6::integer[], $7::text[],
    $8::bigint[])
    AS c(account_id, subscription_id, period_start, period_end, plan_id, plan_version, billed_minor, event_count)
  ON CONFLICT (account_id, subscription_id, period_start) DO UPDATE SET (period_end, plan_id, plan_version, billed_minor,
    event_count, billed_at, check_at) = ROW (excluded.period_end, excluded.plan_id, excluded.plan_version,
    excluded.billed_minor, excluded.event_count, excluded.billed_at, excluded.check_at)`;
/** Always writes the row, so that whoever is counting the period at this moment is waited for. */
const EXPECT = `
  UPDATE usage_closing c SET check_at = coalesce(c.check_at, $4)
  FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS e(account_id, subscription_id, happened_at)
  WHERE c.account_id = e.account_id AND c.subscription_id = e.subscription_id
    AND e.happened_at >= c.period_start AND e.happened_at < c.period_end AND c.billed_minor <> '{}'`;
const COLUMNS = `account_id, subscription_id, period_start, period_end, plan_id, plan_version, billed_minor::text[],
  event_count, billed_at`;
/** An account whose work failed waits for somebody to look. */
const NOT_PARKED = `NOT EXISTS (SELECT FROM parked_work WHERE parked_work.account_id = usage_closing.account_id)`;
const DUE = `
  SELECT ${COLUMNS} FROM usage_closing WHERE check_at <= $1 AND ${NOT_PARKED} ORDER BY check_at LIMIT $2 FOR UPDATE SKIP LOCKED`;
const EXPECTED = `SELECT ${COLUMNS} FROM usage_closing WHERE account_id = $1 AND check_at IS NOT NULL`;
const LOCK_DUE = `
  SELECT ${COLUMNS} FROM usage_closing
  WHERE account_id = $1 AND subscription_id = $2 AND period_start = $3 AND check_at <= $4 FOR UPDATE`;
const SETTLE = `
  UPDATE usage_closing c SET check_at = NULL FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[])
    AS s(account_id, subscription_id, period_start)
  WHERE c.account_id = s.account_id AND c.subscription_id = s.subscription_id AND c.period_start = s.period_start`;
const BILLED_MORE = `
  UPDATE usage_closing SET billed_minor = $4::bigint[], event_count = $5, check_at = NULL
  WHERE account_id = $1 AND subscription_id = $2 AND period_start = $3`;

/** What was billed at a change may end before what is asked, with it, or, for an end as of a past instant, after it. */
const CHANGED_AT = `
  SELECT a.subscription_id, max(c.period_end) AS changed_at
  FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
    AS a(account_id, subscription_id, period_start, period_end)
  JOIN usage_closing c ON c.account_id = a.account_id AND c.subscription_id = a.subscription_id
    AND c.period_start >= a.period_start AND c.period_start < a.period_end
  GROUP BY 1`;

interface ClosingRow {
  account_id: string;
  subscription_id: string;
  period_start: Date;
  period_end: Date;
  plan_id: number;
  plan_version: number;
  billed_minor: string[];
  event_count: string;
  billed_at: Date;
}

/** An event that happened in a period that is billed already. */
export interface LateEvent {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly happenedAt: Instant;
}

@Injectable()
export class UsageClosingRepository {
  constructor(private readonly database: Database) {}

  /** All were billed at the same instant; they are looked at again at `checkAt`. */
  async close(closings: readonly UsageClosing[], billedAt: Instant, checkAt: Instant): Promise<void> {
    await this.database.named('usage_closing_close', CLOSE, [
      ...keysOf(closings),
      plainArray(closings.map(({ period }) => String(period.end))),
      plainArray(closings.map(({ planId }) => planId)),
      plainArray(closings.map(({ planVersion }) => planVersion)),
      closings.map(({ billedMinor }) => arrayText(billedMinor)),
      plainArray(closings.map(({ eventCount }) => eventCount)),
      String(billedAt),
      String(checkAt),
    ]);
  }

  /** Until when usage of periods was billed at changes within them, by the id of the subscription; absent where none was. */
  async changedAt(asks: readonly UsageAsk[]): Promise<ReadonlyMap<string, Instant>> {
    if (asks.length === 0) return new Map();
    const rows = await this.database.named<{ subscription_id: string; changed_at: Date }>(
      'usage_changed_at',
      CHANGED_AT,
      [
        plainArray(asks.map(({ subscription }) => subscription.accountId)),
        plainArray(asks.map(({ subscription }) => subscription.id)),
        plainArray(asks.map(({ period }) => String(period.start))),
        plainArray(asks.map(({ period }) => String(period.end))),
      ],
    );
    return new Map(rows.map((row) => [row.subscription_id, Instant.fromDate(row.changed_at)]));
  }

  /** Has the periods of late events looked at by `checkAt` at the latest. */
  async expect(events: readonly LateEvent[], checkAt: Instant): Promise<void> {
    await this.database.named('usage_closing_expect', EXPECT, [
      events.map(({ accountId }) => accountId),
      events.map(({ subscriptionId }) => subscriptionId),
      events.map(({ happenedAt }) => String(happenedAt)),
      String(checkAt),
    ]);
  }

  /** Those to be looked at, the longest waiting first; held until the transaction ends, without those others hold. */
  async lockDue(now: Instant, limit: number): Promise<UsageClosing[]> {
    return (await this.database.named<ClosingRow>('usage_closing_due', DUE, [String(now), limit])).map(toClosing);
  }

  /** Billed periods of an account that will be looked at again. */
  async expectedOf(accountId: string): Promise<UsageClosing[]> {
    return (await this.database.query<ClosingRow>(EXPECTED, [accountId])).map(toClosing);
  }

  /** Holds one that is still to be looked at. */
  async lockOne({ accountId, subscriptionId, period }: UsageClosing, now: Instant): Promise<UsageClosing | undefined> {
    const key = [accountId, subscriptionId, String(period.start)];
    const [row] = await this.database.named<ClosingRow>('usage_closing_lock', LOCK_DUE, [...key, String(now)]);
    return row && toClosing(row);
  }

  async settle(closings: readonly UsageClosing[]): Promise<void> {
    if (closings.length > 0) await this.database.named('usage_closing_settle', SETTLE, keysOf(closings));
  }

  async billedMore({ accountId, subscriptionId, period, billedMinor, eventCount }: UsageClosing): Promise<void> {
    const key = [accountId, subscriptionId, String(period.start)];
    const params = [...key, billedMinor.map(String), String(eventCount)];
    await this.database.named('usage_closing_billed_more', BILLED_MORE, params);
  }

  async nextCheck(): Promise<Instant | null> {
    const text = `SELECT min(check_at) AS next FROM usage_closing WHERE check_at IS NOT NULL AND ${NOT_PARKED}`;
    const [row] = await this.database.named<{ next: Date | null }>('usage_closing_next', text);
    return row?.next ? Instant.fromDate(row.next) : null;
  }
}

function keysOf(closings: readonly UsageClosing[]): unknown[] {
  return [
    plainArray(closings.map(({ accountId }) => accountId)),
    plainArray(closings.map(({ subscriptionId }) => subscriptionId)),
    plainArray(closings.map(({ period }) => String(period.start))),
  ];
}

/** unnest would flatten a list of lists: each list travels as its text. */
const arrayText = (minors: readonly bigint[]): string => `{${minors.join(',')}}`;

function toClosing(row: ClosingRow): UsageClosing {
  return {
    accountId: row.account_id,
    subscriptionId: row.subscription_id,
    period: Period.of(Instant.fromDate(row.period_start), Instant.fromDate(row.period_end)),
    planId: row.plan_id,
    planVersion: row.plan_version,
    billedMinor: row.billed_minor.map(BigInt),
    eventCount: BigInt(row.event_count),
    billedAt: Instant.fromDate(row.billed_at),
  };
}
