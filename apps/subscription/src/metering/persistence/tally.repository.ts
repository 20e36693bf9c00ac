import { Injectable } from '@nestjs/common';
import { Database, plainArray } from '@libs/persistence';
import { TALLY_KINDS, type Tally, type TallyKind, type TallyResult } from '../usage-tally';

/** Events of one instant are in the order of their keys, as the kernel has it. */
const COUNTED: Record<TallyKind, string> = {
  totals: `count(*) AS events,
    CASE a.aggregation WHEN 'count' THEN count(*)::numeric WHEN 'max' THEN max(quantity) ELSE sum(quantity) END AS quantity,
    NULL::text[] AS quantities`,
  last: `count(*) AS events,
    (array_agg(quantity ORDER BY happened_at DESC, idempotency_key DESC))[1] AS quantity, NULL::text[] AS quantities`,
  unique: `count(*) AS events, count(DISTINCT properties ->> a.property)::numeric AS quantity, NULL::text[] AS quantities`,
  each_event: `count(*) AS events, sum(quantity) AS quantity,
    coalesce(array_agg(quantity::text ORDER BY happened_at, idempotency_key), '{}') AS quantities`,
};

/** LATERAL keeps it at one short index scan for each charge, whatever the planner thinks of their number. */
const statement = (kind: TallyKind): string => `
  SELECT a.position, counted.* FROM unnest($1::integer[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[],
    $6::timestamptz[], $7::text[], $8::text[])
    AS a(position, account_id, subscription_id, metric, starts_at, ends_at, aggregation, property)
  CROSS JOIN LATERAL (
    SELECT ${COUNTED[kind]} FROM usage_event e
    WHERE e.account_id = a.account_id AND e.metric = a.metric AND e.happened_at >= a.starts_at AND e.happened_at < a.ends_at
      AND e.subscription_id = a.subscription_id) AS counted`;
const STATEMENTS = Object.fromEntries(TALLY_KINDS.map((kind) => [kind, statement(kind)])) as Record<TallyKind, string>;

interface TallyRow {
  position: number;
  events: string;
  quantity: string | null;
  quantities: string[] | null;
}

/** Counts events of many charges at once. */
@Injectable()
export class TallyRepository {
  constructor(private readonly database: Database) {}

  /** One result for each tally, in their order; one statement for each kind that occurs. */
  async count(tallies: readonly Tally[]): Promise<TallyResult[]> {
    const results: TallyResult[] = tallies.map(() => ({ eventCount: 0n, quantity: null, eventQuantities: [] }));
    for (const kind of TALLY_KINDS) {
      const asked = tallies.flatMap((tally, position) => (tally.kind === kind ? [{ position, ...tally }] : []));
      if (asked.length === 0) continue;
      const rows = await this.database.named<TallyRow>(`usage_tally_${kind}`, STATEMENTS[kind], parametersOf(asked));
      for (const { position, events, quantity, quantities } of rows) {
        results[position] = { eventCount: BigInt(events), quantity, eventQuantities: quantities };
      }
    }
    return results;
  }
}

function parametersOf(asked: readonly (Tally & { position: number })[]): unknown[] {
  return [
    plainArray(asked.map(({ position }) => position)),
    plainArray(asked.map(({ accountId }) => accountId)),
    plainArray(asked.map(({ subscriptionId }) => subscriptionId)),
    asked.map(({ charge }) => charge.metric),
    plainArray(asked.map(({ period }) => String(period.start))),
    plainArray(asked.map(({ period }) => String(period.end))),
    asked.map(({ charge }) => charge.aggregation),
    asked.map(({ charge }) => charge.property),
  ];
}
