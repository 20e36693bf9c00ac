import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import type { Instant } from '@libs/calendar';
import { Database, isUniqueViolation, plainArray } from '@libs/persistence';
import type { Account, AccountStatus } from '../account';
import { ACCOUNT_COLUMNS, toAccount, type AccountRow } from './account.row';

export interface AccountFilter {
  email?: string | undefined;
  externalKey?: string | undefined;
  status?: AccountStatus | undefined;
}

@Injectable()
export class AccountRepository {
  constructor(private readonly database: Database) {}

  /** @throws AppError `external_key_taken`; the unique index decides, however many create at once */
  async add(account: Account): Promise<void> {
    const rows = await this.database.named(
      'account_insert',
      `INSERT INTO account (id, email, name, currency, time_zone, country, region, address, tax_exempt, vat_id,
                            vat_id_status, external_key, payment_terms_days, metadata, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
       ON CONFLICT (external_key) WHERE external_key IS NOT NULL AND deleted_at IS NULL DO NOTHING RETURNING id`,
      [account.id, ...changeable(account), account.createdAt.toDate()],
    );
    if (rows.length === 0) throw new AppError('external_key_taken');
  }

  /** Also a deleted one: its financial records still name it. */
  async byId(id: string): Promise<Account | undefined> {
    const [row] = await this.database.named<AccountRow>(
      'account_by_id',
      `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE id = $1`,
      [id],
    );
    return row && toAccount(row);
  }

  async byIds(ids: readonly string[]): Promise<Account[]> {
    const text = `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE id = ANY($1::uuid[])`;
    return (await this.database.named<AccountRow>('account_by_ids', text, [plainArray(ids)])).map(toAccount);
  }

  /** Holds the row until the transaction ends; also of a deleted one. */
  async lockAny(id: string): Promise<Account | undefined> {
    const [row] = await this.database.named<AccountRow>(
      'account_lock_any',
      `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row && toAccount(row);
  }

  /** The same of one that is not deleted. */
  async lock(id: string): Promise<Account | undefined> {
    const account = await this.lockAny(id);
    return account?.deletedAt ? undefined : account;
  }

  /** @throws AppError `external_key_taken` */
  async save(account: Account): Promise<void> {
    try {
      await this.database.query(
        `UPDATE account SET email = $2, name = $3, currency = $4, time_zone = $5, country = $6, region = $7, address = $8,
                tax_exempt = $9, vat_id = $10, vat_id_status = $11, external_key = $12, payment_terms_days = $13, metadata = $14,
                dispute_hold = $15
         WHERE id = $1`,
        [account.id, ...changeable(account), account.disputeHold],
      );
    } catch (error) {
      if (isUniqueViolation(error, 'account_external_key')) throw new AppError('external_key_taken');
      throw error;
    }
  }

  /** What dunning decided; `save` leaves it alone. */
  async setStatus(id: string, status: AccountStatus): Promise<void> {
    await this.database.named('account_set_status', `UPDATE account SET status = $2 WHERE id = $1`, [id, status]);
  }

  /** False when a later version is known already. */
  async setDefaultMethod(id: string, methodId: string | null, version: number): Promise<boolean> {
    const text = `UPDATE account SET default_payment_method = $2, default_payment_method_version = $3
                  WHERE id = $1 AND default_payment_method_version < $3 RETURNING 1`;
    return (await this.database.named('account_set_default_method', text, [id, methodId, version])).length > 0;
  }

  async markDeleted(id: string, at: Instant, eraseAt: Instant): Promise<void> {
    const text = `UPDATE account SET deleted_at = $2, erase_at = $3 WHERE id = $1`;
    await this.database.query(text, [id, at.toDate(), eraseAt.toDate()]);
  }

  /** One more than `limit`, newest first. */
  async page(filter: AccountFilter, limit: number, beforeId?: string): Promise<Account[]> {
    const rows = await this.database.query<AccountRow>(
      `SELECT ${ACCOUNT_COLUMNS} FROM account
       WHERE deleted_at IS NULL
         AND ($1::text IS NULL OR lower(email) = lower($1))
         AND ($2::text IS NULL OR external_key = $2)
         AND ($3::text IS NULL OR status = $3)
         AND ($4::uuid IS NULL OR id < $4)
       ORDER BY id DESC LIMIT $5`,
      [filter.email ?? null, filter.externalKey ?? null, filter.status ?? null, beforeId ?? null, limit + 1],
    );
    return rows.map(toAccount);
  }
}

/** In the order of the statements above. */
function changeable(account: Account): unknown[] {
  return [
    account.email,
    account.name,
    account.currency,
    account.timeZone,
    account.country,
    account.region,
    account.address && JSON.stringify(account.address),
    account.taxExempt,
    account.vatId,
    account.vatIdStatus,
    account.externalKey,
    account.paymentTermsDays,
    JSON.stringify(account.metadata),
  ];
}
