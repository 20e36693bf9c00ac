import { Injectable } from '@nestjs/common';
import type { DisputeStatus } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { Dispute } from '../dispute';

export interface DisputePageFilter {
  accountId?: string | undefined;
  status?: DisputeStatus | undefined;
}

interface DisputeRow {
  id: string;
  payment_id: string;
  account_id: string;
  invoice_id: string;
  subscription_id: string | null;
  gateway_reference: string;
  amount_minor: string;
  currency: string;
  reason: string;
  status: DisputeStatus;
  opened_at: Date;
  closed_at: Date | null;
}

const COLUMNS = `
  id, payment_id, account_id, invoice_id, subscription_id, gateway_reference, amount_minor, currency, reason, status,
  opened_at, closed_at`;
const PAGE = `
  SELECT ${COLUMNS} FROM dispute
  WHERE ($1::uuid IS NULL OR account_id = $1) AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR id < $3)
  ORDER BY id DESC LIMIT $4`;

/** Disputes as rows. Changed only while their payment is locked, so that one waits for the other. */
@Injectable()
export class DisputeRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Dispute | undefined> {
    const [row] = await this.database.query<DisputeRow>(`SELECT ${COLUMNS} FROM dispute WHERE id = $1`, [id]);
    return row && toDispute(row);
  }

  async byReference(gatewayReference: string): Promise<Dispute | undefined> {
    const text = `SELECT ${COLUMNS} FROM dispute WHERE gateway_reference = $1`;
    const [row] = await this.database.query<DisputeRow>(text, [gatewayReference]);
    return row && toDispute(row);
  }

  /** Newest first, one more than `limit` when there is more. */
  async page(filter: DisputePageFilter, limit: number, beforeId?: string): Promise<Dispute[]> {
    const params = [filter.accountId ?? null, filter.status ?? null, beforeId ?? null, limit + 1];
    return (await this.database.query<DisputeRow>(PAGE, params)).map(toDispute);
  }

  async insert(dispute: Omit<Dispute, 'closedAt' | 'openedAt'>, openedAt: Instant): Promise<void> {
    await this.database.query(
      `INSERT INTO dispute (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL)`,
      [
        dispute.id,
        dispute.paymentId,
        dispute.accountId,
        dispute.invoiceId,
        dispute.subscriptionId,
        dispute.gatewayReference,
        dispute.amountMinor.toString(),
        dispute.currency,
        dispute.reason,
        dispute.status,
        openedAt.toDate(),
      ],
    );
  }

  async close(id: string, status: 'won' | 'lost', closedAt: Instant): Promise<void> {
    const text = `UPDATE dispute SET status = $2, closed_at = $3 WHERE id = $1 AND status = 'open'`;
    await this.database.query(text, [id, status, closedAt.toDate()]);
  }
}

function toDispute(row: DisputeRow): Dispute {
  return {
    id: row.id,
    paymentId: row.payment_id,
    accountId: row.account_id,
    invoiceId: row.invoice_id,
    subscriptionId: row.subscription_id,
    gatewayReference: row.gateway_reference,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    reason: row.reason,
    status: row.status,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
  };
}
