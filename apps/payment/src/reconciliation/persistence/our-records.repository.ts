import { Injectable } from '@nestjs/common';
import type { OurMovement } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { OurRecord } from '../reconciliation';

interface RecordRow {
  id: string;
  payment_id: string | null;
  account_id: string;
  amount_minor: string;
  currency: string;
  status: string;
  flag: string | null;
  gateway_reference: string | null;
  started_at: Date | null;
  changed_at: Date;
}

const PAYMENT = `id, id AS payment_id, account_id, amount_minor, currency, status, flag, gateway_reference, started_at,
  updated_at AS changed_at`;
const REFUND = `id, payment_id, account_id, amount_minor, currency,
  CASE WHEN was_returned THEN 'returned' ELSE status END AS status, NULL AS flag, gateway_reference, started_at,
  updated_at AS changed_at`;
const DISPUTE = `id, payment_id, account_id, amount_minor, currency, status, NULL AS flag, gateway_reference,
  NULL::timestamptz AS started_at, COALESCE(closed_at, opened_at) AS changed_at`;

/** One look at an index each; together they find what is named by our id, by the gateway's, or by both. */
const named = (table: string, columns: string) => `
  SELECT ${columns} FROM ${table} WHERE id = ANY($1::uuid[])
  UNION
  SELECT ${columns} FROM ${table} WHERE gateway_reference = ANY($2::text[])`;

/** A captured payment, whatever became of its money since. */
const CAPTURED = `('success', 'refunded', 'partially_refunded', 'disputed')`;

/** What payments, refunds and disputes say of themselves; read only. Lists are set-based: a page is one statement. */
@Injectable()
export class OurRecordsRepository {
  constructor(private readonly database: Database) {}

  async payments(ids: readonly string[], references: readonly string[]): Promise<OurRecord[]> {
    return this.read(named('payment', PAYMENT), [ids, references]);
  }

  async refunds(ids: readonly string[], references: readonly string[]): Promise<OurRecord[]> {
    return this.read(named('refund', REFUND), [ids, references]);
  }

  async disputes(references: readonly string[]): Promise<OurRecord[]> {
    return this.read(named('dispute', DISPUTE), [[], references]);
  }

  /** Payments made in the window whose money we believe to have, oldest first: ids begin with the (real) time. */
  async captured(gateway: string, window: { from: Instant; to: Instant }, afterId: string, limit: number) {
    return this.read(
      `SELECT ${PAYMENT} FROM payment
       WHERE id > $1::uuid AND id < $2::uuid AND status IN ${CAPTURED} AND gateway = $3 ORDER BY id LIMIT $4`,
      [later(afterId, firstIdOf(window.from)), firstIdOf(window.to), gateway, limit],
    );
  }

  async refunded(gateway: string, window: { from: Instant; to: Instant }, afterId: string, limit: number) {
    return this.read(
      `SELECT ${REFUND} FROM refund
       WHERE id > $1::uuid AND id < $2::uuid AND status = 'success'
         AND EXISTS (SELECT 1 FROM payment WHERE payment.id = refund.payment_id AND payment.gateway = $3)
       ORDER BY id LIMIT $4`,
      [later(afterId, firstIdOf(window.from)), firstIdOf(window.to), gateway, limit],
    );
  }

  /** Disputes that are open here, of payments of the gateway, which we heard of before an instant; in the order of their ids. */
  async openDisputes(gateway: string, before: Instant, afterId: string, limit: number) {
    return this.read(
      `SELECT ${DISPUTE} FROM dispute
       WHERE status = 'open' AND id > $1::uuid AND id < $2::uuid
         AND EXISTS (SELECT 1 FROM payment WHERE payment.id = dispute.payment_id AND payment.gateway = $3)
       ORDER BY id LIMIT $4`,
      [afterId, firstIdOf(before), gateway, limit],
    );
  }

  private async read(text: string, params: unknown[]): Promise<OurRecord[]> {
    return (await this.database.query<RecordRow>(text, params)).map(toRecord);
  }
}

/** The least UUIDv7 of a millisecond. */
function firstIdOf(at: Instant): string {
  const time = Math.max(0, at.epochMilliseconds).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function toRecord(row: RecordRow): OurRecord {
  return {
    id: row.id,
    paymentId: row.payment_id ?? row.id,
    accountId: row.account_id,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    status: row.status,
    state: stateOf(row.status),
    flag: row.flag,
    gatewayReference: row.gateway_reference,
    startedAt: row.started_at,
    changedAt: row.changed_at,
  };
}

function stateOf(status: string): OurMovement['state'] {
  if (status === 'pending' || status === 'processing') return 'waiting';
  if (status === 'failed') return 'failed';
  if (status === 'open') return 'contested';
  return status === 'returned' || status === 'won' ? 'returned' : 'moved';
}
