import { Injectable } from '@nestjs/common';
import type { AppliedTaxRate } from '@libs/billing/invoicing';
import { Instant } from '@libs/calendar';
import { Database, plainArray } from '@libs/persistence';
import { LINES, type LineToStore } from './invoice-line.row';
import { INVOICES, type InvoiceToStore } from './invoice.row';
import { toRate, type LineTaxJson } from './tax-json';

export interface BilledKey {
  readonly accountId: string;
  readonly key: string;
}

export interface DelayedDraft {
  readonly id: string;
  readonly accountId: string;
}

/** An account whose work failed waits for somebody to look. */
const NOT_PARKED = `NOT EXISTS (SELECT FROM parked_work WHERE parked_work.account_id = invoice.account_id)`;

/** What many invoices at once need: each call is one statement, however many there are. */
@Injectable()
export class InvoiceIssueRepository {
  constructor(private readonly database: Database) {}

  /** Those of the keys that an invoice which is not void has billed, each as `accountId/key`. */
  async billed(keys: readonly BilledKey[]): Promise<ReadonlySet<string>> {
    // LATERAL makes it one look into the index for each key, where a join may read all invoices there are. Planned anew
    // each time, since a plan that was kept from when there were hardly any reads all of them for each key.
    const text = `
      SELECT billed.* FROM unnest($1::uuid[], $2::text[]) AS asked(account_id, bill_key) CROSS JOIN LATERAL (
        SELECT account_id, bill_key FROM invoice
        WHERE account_id = asked.account_id AND bill_key = asked.bill_key AND status <> 'void' LIMIT 1) AS billed`;
    const rows = await this.database.query<{ account_id: string; bill_key: string }>(text, [
      plainArray(keys.map(({ accountId }) => accountId)),
      keys.map(({ key }) => key),
    ]);
    return new Set(rows.map((row) => `${row.account_id}/${row.bill_key}`));
  }

  /** By line id, for lines of these subscriptions: the rates they were taxed with. A line without tax has an empty list. */
  async taxesOf(
    subscriptionIds: readonly string[],
    lineIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly AppliedTaxRate[]>> {
    const text = `
      SELECT line.id, line.taxes FROM invoice_line line JOIN invoice ON invoice.id = line.invoice_id
      WHERE invoice.subscription_id = ANY($1::uuid[]) AND line.id = ANY($2::uuid[])`;
    const rows = await this.database.named<{ id: string; taxes: LineTaxJson[] | null }>('invoice_line_taxes', text, [
      subscriptionIds,
      lineIds,
    ]);
    return new Map(rows.map(({ id, taxes }) => [id, (taxes ?? []).map(toRate)]));
  }

  async addLines(lines: readonly LineToStore[]): Promise<void> {
    await this.database.copy(LINES, lines);
  }

  /** The unique index on what is billed has the last word: a second bill for the same thing fails the transaction. */
  async addInvoices(invoices: readonly InvoiceToStore[]): Promise<void> {
    await this.database.copy(INVOICES, invoices);
  }

  /** Drafts give way to the invoices they become; what was issued stays whatever is asked. */
  async removeDrafts(ids: readonly string[]): Promise<void> {
    const drafts = `SELECT id FROM invoice WHERE id = ANY($1::uuid[]) AND status = 'draft'`;
    await this.database.query(`DELETE FROM invoice_line WHERE invoice_id IN (${drafts})`, [ids]);
    await this.database.query(`DELETE FROM invoice WHERE id = ANY($1::uuid[]) AND status = 'draft'`, [ids]);
  }

  /** Drafts whose time has come to ask the tax provider again, those first that have waited longest. */
  async draftsDue(now: Instant, limit: number): Promise<DelayedDraft[]> {
    return this.database.query<DelayedDraft>(
      `SELECT id, account_id AS "accountId" FROM invoice
       WHERE status = 'draft' AND tax_retry_at <= $1 AND ${NOT_PARKED} ORDER BY tax_retry_at LIMIT $2`,
      [now.toDate(), limit],
    );
  }

  /** When the first of the waiting drafts is to be tried again; null: none waits. */
  async nextDraftAt(): Promise<Instant | null> {
    const [row] = await this.database.query<{ at: Date | null }>(
      `SELECT min(tax_retry_at) AS at FROM invoice WHERE status = 'draft' AND ${NOT_PARKED}`,
    );
    return row?.at ? Instant.fromDate(row.at) : null;
  }

  /** What a draft bills, and since when it waits; undefined when it is no draft any more. */
  async delayOf(id: string): Promise<{ readonly key: string; readonly downSince: Instant } | undefined> {
    const [row] = await this.database.query<{ bill_key: string; tax_down_since: Date }>(
      `SELECT bill_key, tax_down_since FROM invoice WHERE id = $1 AND status = 'draft'`,
      [id],
    );
    return row && { key: row.bill_key, downSince: Instant.fromDate(row.tax_down_since) };
  }

  async askTaxAgain(id: string, at: Instant): Promise<void> {
    await this.database.query(`UPDATE invoice SET tax_retry_at = $2 WHERE id = $1 AND status = 'draft'`, [
      id,
      at.toDate(),
    ]);
  }
}
