import { Injectable } from '@nestjs/common';
import type { DunningStep } from '@libs/billing/collection';
import { InvariantBroken } from '@libs/errors';
import { Database, type CopyTarget } from '@libs/persistence';
import type { DunnedInvoice } from '../dunned-invoice';
import {
  CHANGING_COLUMNS,
  changingParameters,
  DUNNING_COLUMNS,
  FIXED_COLUMNS,
  toDunned,
  type DunningRow,
} from './dunning.row';

/** A case with what is to be done about it next; null: nothing, as things stand. */
export interface DunningToKeep {
  readonly invoice: DunnedInvoice;
  readonly next: DunningStep | null;
}

const OPENED: CopyTarget<DunningToKeep> = {
  into: `dunning_case (${FIXED_COLUMNS.join(', ')}, next_step, next_step_at)`,
  row: ({ invoice: { invoiceId, accountId, subscriptionId, dunned }, next }) => [
    invoiceId,
    accountId,
    subscriptionId,
    dunned.scope,
    String(dunned.dueAt),
    next?.kind ?? null,
    next ? String(next.at) : null,
  ],
};
const UPDATE = `
  UPDATE dunning_case SET ${CHANGING_COLUMNS.map((column, index) => `${column} = $${index + 3}`).join(', ')},
         version = version + 1
  WHERE invoice_id = $1 AND version = $2 RETURNING version`;
const BY_INVOICE = `SELECT ${DUNNING_COLUMNS} FROM dunning_case WHERE invoice_id = $1`;
const OPEN_OF = `SELECT ${DUNNING_COLUMNS} FROM dunning_case WHERE account_id = $1 AND ended_at IS NULL ORDER BY due_at, invoice_id`;
const OPEN_AFTER = `
  SELECT ${DUNNING_COLUMNS} FROM dunning_case WHERE ended_at IS NULL AND (account_id, invoice_id) > ($1, $2)
  ORDER BY account_id, invoice_id LIMIT $3`;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Rows of dunning. Whoever changes one holds the lock of its account. */
@Injectable()
export class DunningRepository {
  constructor(private readonly database: Database) {}

  /** New ones, all at once. */
  async open(cases: readonly DunningToKeep[]): Promise<void> {
    await this.database.copy(OPENED, cases);
  }

  /** Writes over the version that the decision was made on. */
  async save({ invoice, next }: DunningToKeep): Promise<DunnedInvoice> {
    const parameters = [invoice.invoiceId, invoice.version, ...changingParameters(invoice, next)];
    const [row] = await this.database.named<{ version: number }>('dunning_update', UPDATE, parameters);
    if (!row) throw new InvariantBroken(`dunning of ${invoice.invoiceId} changed under its account's lock`);
    return { ...invoice, nextAt: next?.at ?? null, version: row.version };
  }

  /** A bill that was paid before anybody was told anything needs no memory. */
  async forget(invoiceId: string): Promise<void> {
    await this.database.named('dunning_forget', `DELETE FROM dunning_case WHERE invoice_id = $1`, [invoiceId]);
  }

  /** Also one that has ended. */
  async byInvoice(invoiceId: string): Promise<DunnedInvoice | undefined> {
    const [row] = await this.database.named<DunningRow>('dunning_by_invoice', BY_INVOICE, [invoiceId]);
    return row && toDunned(row);
  }

  /** What an account has not paid, the longest due first. */
  async openOf(accountId: string): Promise<DunnedInvoice[]> {
    return (await this.database.named<DunningRow>('dunning_open_of', OPEN_OF, [accountId])).map(toDunned);
  }

  /** What is not paid, of all accounts, page by page; undefined: the first page. */
  async openAfter(last: DunnedInvoice | undefined, limit: number): Promise<DunnedInvoice[]> {
    const from = [last?.accountId ?? NOBODY, last?.invoiceId ?? NOBODY];
    return (await this.database.query<DunningRow>(OPEN_AFTER, [...from, limit])).map(toDunned);
  }
}
