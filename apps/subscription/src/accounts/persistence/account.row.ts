import { Instant } from '@libs/calendar';
import type { Account, AccountStatus, PostalAddress, VatIdStatus } from '../account';

export interface AccountRow {
  id: string;
  email: string;
  name: string;
  currency: string;
  time_zone: string;
  country: string | null;
  region: string | null;
  address: PostalAddress | null;
  tax_exempt: boolean;
  vat_id: string | null;
  vat_id_status: VatIdStatus | null;
  external_key: string | null;
  status: AccountStatus;
  dispute_hold: boolean;
  payment_terms_days: number;
  default_payment_method: string | null;
  metadata: Record<string, string>;
  created_at: Date;
  deleted_at: Date | null;
}

export const ACCOUNT_COLUMNS = `id, email, name, currency, time_zone, country, region, address, tax_exempt, vat_id,
  vat_id_status, external_key, status, dispute_hold, payment_terms_days, default_payment_method, metadata, created_at, deleted_at`;

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    currency: row.currency,
    timeZone: row.time_zone,
    country: row.country,
    region: row.region,
    address: row.address,
    taxExempt: row.tax_exempt,
    vatId: row.vat_id,
    vatIdStatus: row.vat_id_status,
    externalKey: row.external_key,
    status: row.status,
    disputeHold: row.dispute_hold,
    paymentTermsDays: row.payment_terms_days,
    defaultPaymentMethod: row.default_payment_method,
    metadata: row.metadata,
    createdAt: Instant.fromDate(row.created_at),
    deletedAt: row.deleted_at && Instant.fromDate(row.deleted_at),
  };
}
