import { Injectable } from '@nestjs/common';
import type { Invoice, InvoiceStatus } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import { Database } from '@libs/persistence';
import type { InvoiceRecord } from '../invoice-record';
import { LINE_COLUMNS, type LineRow } from './invoice-line.row';
import { INVOICE_COLUMNS, toInvoiceRecord, type InvoiceRow } from './invoice.row';

const UPDATE = `
  UPDATE invoice SET status = $2, amount_due_minor = $3, amount_paid_minor = $4, amount_credited_minor = $5,
         amount_refunded_minor = $6, paid_at = $7, credit_applied_minor = $9, version = version + 1
  WHERE id = $1 AND version = $8 AND (status <> 'void' OR $2 = 'void') RETURNING version`;
const PAGE = `
  SELECT ${INVOICE_COLUMNS} FROM invoice
  WHERE ($1::uuid IS NULL OR account_id = $1) AND ($2::uuid IS NULL OR subscription_id = $2)
    AND ($3::text IS NULL OR status = $3) AND ($4::timestamptz IS NULL OR issued_at >= $4)
    AND ($5::timestamptz IS NULL OR issued_at < $5) AND ($6::uuid IS NULL OR id < $6)
    AND ($7::boolean IS NULL OR needs_review = $7)
  ORDER BY id DESC LIMIT $8`;

export interface InvoicePage {
  accountId?: string | undefined;
  subscriptionId?: string | undefined;
  status?: InvoiceStatus | undefined;
  issuedFrom?: Instant | undefined;
  issuedBefore?: Instant | undefined;
  needsReview?: boolean | undefined;
  limit: number;
  beforeId?: string | undefined;
}

/** The newest for each key that no bill but void ones has; a change that was not paid is gone with its bill. */
const FREED = `
  SELECT DISTINCT ON (bill_key) bill_key, ${INVOICE_COLUMNS} FROM invoice freed
  WHERE account_id = $1 AND status = 'void' AND subscription_id IS NOT NULL AND cause <> 'change'
    AND NOT EXISTS (SELECT FROM invoice live
                    WHERE live.account_id = $1 AND live.bill_key = freed.bill_key AND live.status <> 'void')
  ORDER BY bill_key, id DESC`;

/** A void bill, and what it freed to be billed again. */
export interface FreedBill {
  readonly record: InvoiceRecord;
  readonly key: string;
}

/** The bill a subscription is shown with. */
export interface CurrentInvoice {
  readonly id: string;
  readonly amountDue: Money;
}

/** Rows of invoices and their lines. Whoever changes one holds the lock of its account. */
@Injectable()
export class InvoiceRepository {
  constructor(private readonly database: Database) {}

  /** Writes what may change of an invoice: its status and what was paid, credited or carried; and only over the version the decision was made on. */
  async save(invoice: Invoice, from: InvoiceRecord): Promise<InvoiceRecord> {
    const [row] = await this.database.named<{ version: number }>('invoice_update', UPDATE, [
      invoice.id,
      invoice.status,
      invoice.amountDue.minor,
      invoice.amountPaid.minor,
      invoice.amountCredited?.minor ?? 0n,
      from.amountRefunded.minor,
      invoice.paidAt?.toDate() ?? null,
      from.version,
      invoice.creditApplied.minor,
    ]);
    if (!row) throw new InvariantBroken(`invoice ${invoice.id} changed under its account's lock`);
    return { ...from, invoice, version: row.version };
  }

  async byId(id: string): Promise<InvoiceRecord | undefined> {
    const text = `SELECT ${INVOICE_COLUMNS} FROM invoice WHERE id = $1`;
    return (await this.withLines(await this.database.named<InvoiceRow>('invoice_by_id', text, [id])))[0];
  }

  /** The newest invoice of a subscription, void ones only when there is no other. */
  async latestOf(subscriptionId: string): Promise<InvoiceRecord | undefined> {
    const text = `
      SELECT ${INVOICE_COLUMNS} FROM invoice WHERE subscription_id = $1
      ORDER BY status = 'void', status <> 'open', id DESC LIMIT 1`;
    return (await this.withLines(await this.database.named<InvoiceRow>('invoice_latest', text, [subscriptionId])))[0];
  }

  async openOf(subscriptionId: string): Promise<InvoiceRecord[]> {
    const text = `
      SELECT ${INVOICE_COLUMNS} FROM invoice WHERE subscription_id = $1 AND status IN ('draft', 'open') ORDER BY id`;
    return this.withLines(await this.database.named<InvoiceRow>('invoice_open_of', text, [subscriptionId]));
  }

  /** The newest that is to be paid, else the newest that is not void, by subscription: for views. */
  async currentOf(subscriptionIds: readonly string[]): Promise<ReadonlyMap<string, CurrentInvoice>> {
    const text = `
      SELECT DISTINCT ON (subscription_id) subscription_id, id, amount_due_minor, currency FROM invoice
      WHERE subscription_id = ANY($1::uuid[]) AND status <> 'void'
      ORDER BY subscription_id, status <> 'open', id DESC`;
    type Row = { subscription_id: string; id: string; amount_due_minor: string; currency: string };
    const rows = await this.database.named<Row>('invoice_current', text, [subscriptionIds]);
    return new Map(
      rows.map(({ subscription_id, id, amount_due_minor, currency }) => [
        subscription_id,
        { id, amountDue: Money.ofMinor(BigInt(amount_due_minor), currency) },
      ]),
    );
  }

  /** What was billed for an account's subscriptions and voided, and nothing else has billed since; the oldest first. */
  async freedOf(accountId: string): Promise<FreedBill[]> {
    const rows = await this.database.query<InvoiceRow & { bill_key: string }>(FREED, [accountId]);
    const keys = new Map(rows.map(({ id, bill_key: key }) => [id, key]));
    const records = await this.withLines(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    return records.map((record) => ({ record, key: keys.get(record.invoice.id) as string }));
  }

  async hasOpen(accountId: string): Promise<boolean> {
    const text = `SELECT 1 FROM invoice WHERE account_id = $1 AND status IN ('draft', 'open') LIMIT 1`;
    return (await this.database.query(text, [accountId])).length > 0;
  }

  /** The newest first, one more than the limit. */
  async page(page: InvoicePage): Promise<InvoiceRecord[]> {
    const { accountId, subscriptionId, status, issuedFrom, issuedBefore, beforeId, needsReview, limit } = page;
    const whose = [accountId ?? null, subscriptionId ?? null, status ?? null];
    const span = [issuedFrom?.toDate() ?? null, issuedBefore?.toDate() ?? null];
    const params = [...whose, ...span, beforeId ?? null, needsReview ?? null, limit + 1];
    return this.withLines(await this.database.query<InvoiceRow>(PAGE, params));
  }

  private async withLines(rows: readonly InvoiceRow[]): Promise<InvoiceRecord[]> {
    if (rows.length === 0) return [];
    const text = `SELECT ${LINE_COLUMNS} FROM invoice_line WHERE invoice_id = ANY($1::uuid[]) ORDER BY invoice_id, position`;
    const lines = await this.database.named<LineRow>('invoice_lines', text, [rows.map(({ id }) => id)]);
    const byInvoice = new Map<string, LineRow[]>(rows.map(({ id }) => [id, []]));
    for (const line of lines) byInvoice.get(line.invoice_id)?.push(line);
    return rows.map((row) => toInvoiceRecord(row, byInvoice.get(row.id) ?? []));
  }
}
