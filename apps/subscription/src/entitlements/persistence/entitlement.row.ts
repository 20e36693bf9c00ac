import { Instant, Period } from '@libs/calendar';
import type { EntitlementRecord } from '../entitlement-record';
import { grantOfColumns, type GrantColumns } from '../grant-columns';

export interface EntitlementRow extends GrantColumns {
  feature: string;
  hard_max: string | null;
  source: 'plan' | 'trial';
  subscription_id: string;
  valid_until: Date | null;
  period_start: Date;
  period_end: Date;
}

export const ENTITLEMENT_COLUMNS = `
  feature, kind, limit_max, limit_text, is_soft, hard_max, source, subscription_id, valid_until, period_start, period_end`;

export function toEntitlement(row: EntitlementRow): EntitlementRecord {
  return {
    feature: row.feature,
    grant: grantOfColumns(row),
    hardMax: row.hard_max === null ? null : BigInt(row.hard_max),
    source: row.source,
    subscriptionId: row.subscription_id,
    validUntil: row.valid_until && Instant.fromDate(row.valid_until),
    usagePeriod: Period.of(Instant.fromDate(row.period_start), Instant.fromDate(row.period_end)),
  };
}
