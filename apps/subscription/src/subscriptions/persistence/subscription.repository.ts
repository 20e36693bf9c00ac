import { Injectable } from '@nestjs/common';
import type { DueWork, SubscriptionStatus } from '@libs/billing/subscription';
import { AppError, InvariantBroken } from '@libs/errors';
import { Database, plainArray } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { SUBSCRIPTION_COLUMNS, toRecord, type SubscriptionRow } from './subscription.row';
import { INSERT_SUBSCRIPTION, insertParameters, saveStatement, type SubscriptionToSave } from './subscription.sql';

export interface SubscriptionPage {
  accountId?: string | undefined;
  status?: SubscriptionStatus | undefined;
  limit: number;
  beforeId?: string | undefined;
}

/** Rows of subscriptions. Whoever changes one holds the lock of its account. */
@Injectable()
export class SubscriptionRepository {
  constructor(private readonly database: Database) {}

  /** `due`: what time does to it first (dueWork). @throws AppError `external_key_taken`; the unique index decides */
  async add(record: SubscriptionRecord, due: DueWork | null): Promise<void> {
    const rows = await this.database.named('subscription_insert', INSERT_SUBSCRIPTION, insertParameters(record, due));
    if (rows.length === 0) throw new AppError('external_key_taken');
  }

  /**
   * Writes what decisions may change, with what time does next, in one statement; every row must still be in the state its
   * decision was made on. Ended and starting ones of one family go in calls of their own, ended ones first.
   */
  async save(changes: readonly SubscriptionToSave[]): Promise<void> {
    if (changes.length === 0) return;
    const { name, text, params } = saveStatement(changes);
    const rows = await this.database.named<{ id: string }>(name, text, params);
    if (rows.length === changes.length) return;
    const saved = new Set(rows.map(({ id }) => id));
    const lost = changes
      .filter(({ next }) => !saved.has(next.id))
      .map(({ next, from }) => `${next.id} was not ${from}`);
    throw new InvariantBroken(`subscriptions changed under their account's lock: ${lost.slice(0, 3).join(', ')}`);
  }

  /** Which invoice a change waits for. */
  async nameInvoiceOfChange(id: string, invoiceId: string): Promise<void> {
    await this.database.query(
      `UPDATE subscription SET pending_change = pending_change || jsonb_build_object('invoice_id', $2::text)
       WHERE id = $1 AND pending_change IS NOT NULL`,
      [id, invoiceId],
    );
  }

  async saveMetadata(id: string, metadata: SubscriptionRecord['metadata']): Promise<void> {
    await this.database.query(`UPDATE subscription SET metadata = $2 WHERE id = $1`, [id, JSON.stringify(metadata)]);
  }

  async byId(id: string): Promise<SubscriptionRecord | undefined> {
    const text = `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscription WHERE id = $1`;
    const [row] = await this.database.named<SubscriptionRow>('subscription_by_id', text, [id]);
    return row && toRecord(row);
  }

  async byIds(ids: readonly string[]): Promise<SubscriptionRecord[]> {
    const text = `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscription WHERE id = ANY($1::uuid[])`;
    return (await this.database.named<SubscriptionRow>('subscription_by_ids', text, [plainArray(ids)])).map(toRecord);
  }

  /** All that the account has or had in a plan family. */
  async ofFamily(accountId: string, family: string): Promise<SubscriptionRecord[]> {
    const text = `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscription WHERE account_id = $1 AND family = $2 ORDER BY id`;
    const rows = await this.database.named<SubscriptionRow>('subscription_of_family', text, [accountId, family]);
    return rows.map(toRecord);
  }

  /** The newest first; those that have not ended, pending ones included. */
  async unendedOf(accountId: string): Promise<SubscriptionRecord[]> {
    const text = `
      SELECT ${SUBSCRIPTION_COLUMNS} FROM subscription
      WHERE account_id = $1 AND status NOT IN ('canceled', 'expired') ORDER BY id DESC`;
    return (await this.database.named<SubscriptionRow>('subscription_unended', text, [accountId])).map(toRecord);
  }

  async hasUnended(accountId: string): Promise<boolean> {
    const text = `SELECT 1 FROM subscription WHERE account_id = $1 AND status NOT IN ('canceled', 'expired') LIMIT 1`;
    return (await this.database.query(text, [accountId])).length > 0;
  }

  /** The newest first, one more than the limit. */
  async page({ accountId, status, limit, beforeId }: SubscriptionPage): Promise<SubscriptionRecord[]> {
    const text = `
      SELECT ${SUBSCRIPTION_COLUMNS} FROM subscription
      WHERE ($1::uuid IS NULL OR account_id = $1) AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR id < $3)
      ORDER BY id DESC LIMIT $4`;
    const params = [accountId ?? null, status ?? null, beforeId ?? null, limit + 1];
    return (await this.database.query<SubscriptionRow>(text, params)).map(toRecord);
  }
}
