import { Injectable } from '@nestjs/common';
import type { Subscription, SubscriptionStatus } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { SUBSCRIPTION_COLUMNS, toParameters, toRecord, type SubscriptionRow } from './subscription.row';

const INSERT = `
  INSERT INTO subscription (${SUBSCRIPTION_COLUMNS})
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
  ON CONFLICT (external_key) WHERE external_key IS NOT NULL DO NOTHING RETURNING id`;
const UPDATE = `
  UPDATE subscription SET status = $2, period_start = $3, period_end = $4, cancel_at_period_end = $5, canceled_at = $6,
         end_reason = $7
  WHERE id = $1 AND status = $8 RETURNING id`;

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

  /** @throws AppError `external_key_taken`; the unique index decides */
  async add(record: SubscriptionRecord): Promise<void> {
    const rows = await this.database.named('subscription_insert', INSERT, toParameters(record));
    if (rows.length === 0) throw new AppError('external_key_taken');
  }

  /** Writes what a decision may change, if the row still is in the state the decision was made on. */
  async save(next: Subscription, from: SubscriptionStatus): Promise<void> {
    const rows = await this.database.named('subscription_update', UPDATE, [
      next.id,
      next.status,
      next.currentPeriod.start.toDate(),
      next.currentPeriod.end.toDate(),
      next.cancelAtPeriodEnd,
      next.canceledAt?.toDate() ?? null,
      next.endReason,
      from,
    ]);
    if (rows.length === 0)
      throw new InvariantBroken(`subscription ${next.id} was not ${from} under its account's lock`);
  }

  async byId(id: string): Promise<SubscriptionRecord | undefined> {
    const text = `SELECT ${SUBSCRIPTION_COLUMNS} FROM subscription WHERE id = $1`;
    const [row] = await this.database.named<SubscriptionRow>('subscription_by_id', text, [id]);
    return row && toRecord(row);
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

  /** The oldest that are pending and were made until then (included). */
  async pendingSince(createdUntil: Instant, limit: number): Promise<{ id: string; accountId: string }[]> {
    return this.database.query(
      `SELECT id, account_id AS "accountId" FROM subscription
       WHERE status = 'pending' AND created_at <= $1 ORDER BY created_at LIMIT $2`,
      [createdUntil.toDate(), limit],
    );
  }
}
