import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import type { EntitlementRecord, UsedEntitlement } from '../entitlement-record';
import { columnsOfGrant } from '../grant-columns';
import { ENTITLEMENT_COLUMNS, toEntitlement, type EntitlementRow } from './entitlement.row';

const REMOVE_OTHERS = `DELETE FROM entitlement WHERE account_id = $1 AND feature <> ALL($2::text[])`;
const UPSERT = `
  INSERT INTO entitlement (account_id, ${ENTITLEMENT_COLUMNS})
  SELECT $1, e.* FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::boolean[], $7::bigint[], $8::text[],
    $9::uuid[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[]) AS e
  ON CONFLICT (account_id, feature) DO UPDATE SET (${ENTITLEMENT_COLUMNS}) = ROW (
    excluded.feature, excluded.kind, excluded.limit_max, excluded.limit_text, excluded.is_soft, excluded.hard_max,
    excluded.source, excluded.subscription_id, excluded.valid_until, excluded.period_start, excluded.period_end)`;
// A use locks its counter before it counts, so there must be one to lock.
const OPEN_COUNTERS = `
  INSERT INTO usage_counter (account_id, feature, subscription_id, period_start, used)
  SELECT $1, c.feature, c.subscription_id, c.period_start, 0
  FROM unnest($2::text[], $3::uuid[], $4::timestamptz[]) AS c(feature, subscription_id, period_start)
  ON CONFLICT DO NOTHING`;
const OF_ACCOUNT = `
  SELECT ${ENTITLEMENT_COLUMNS}, used
  FROM entitlement JOIN usage_counter USING (account_id, feature, subscription_id, period_start)
  WHERE account_id = $1 ORDER BY feature`;

@Injectable()
export class EntitlementRepository {
  constructor(private readonly database: Database) {}

  /** Makes these the account's entitlements. The caller holds the account's lock. */
  async replace(accountId: string, entitlements: readonly EntitlementRecord[]): Promise<void> {
    const features = entitlements.map(({ feature }) => feature);
    await this.database.named('entitlement_remove', REMOVE_OTHERS, [accountId, features]);
    if (features.length === 0) return;
    const subscriptionIds = entitlements.map(({ subscriptionId }) => subscriptionId);
    const periodStarts = entitlements.map(({ usagePeriod }) => usagePeriod.start.toDate());
    await this.database.named('usage_counter_open', OPEN_COUNTERS, [
      accountId,
      features,
      subscriptionIds,
      periodStarts,
    ]);
    await this.database.named('entitlement_upsert', UPSERT, [accountId, features, ...columnsOf(entitlements)]);
  }

  /** Past ones included: whoever asks compares `validUntil` and the usage period with the time. */
  async ofAccount(accountId: string): Promise<UsedEntitlement[]> {
    const rows = await this.database.named<EntitlementRow & { used: string }>('entitlement_of', OF_ACCOUNT, [
      accountId,
    ]);
    return rows.map((row) => ({ ...toEntitlement(row), used: BigInt(row.used) }));
  }
}

/** Of all but the feature, in the order of ENTITLEMENT_COLUMNS. */
function columnsOf(entitlements: readonly EntitlementRecord[]): unknown[] {
  const grants = entitlements.map(({ grant }) => columnsOfGrant(grant));
  return [
    grants.map(({ kind }) => kind),
    grants.map(({ limit_max }) => limit_max),
    grants.map(({ limit_text }) => limit_text),
    grants.map(({ is_soft }) => is_soft),
    entitlements.map(({ hardMax }) => (hardMax === null ? null : String(hardMax))),
    entitlements.map(({ source }) => source),
    entitlements.map(({ subscriptionId }) => subscriptionId),
    entitlements.map(({ validUntil }) => validUntil?.toDate() ?? null),
    entitlements.map(({ usagePeriod }) => usagePeriod.start.toDate()),
    entitlements.map(({ usagePeriod }) => usagePeriod.end.toDate()),
  ];
}
