import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Money } from '@libs/money';
import { Database, newId } from '@libs/persistence';

export interface CreditMovement {
  accountId: string;
  /** Positive: the account gets credit. Negative: it was used. */
  amount: Money;
  reason: string;
  /** The same cause has the same key, however often it is told. */
  sourceKey: string;
  at: Instant;
}

/** Append-only: a balance is the sum of its movements. */
@Injectable()
export class CreditRepository {
  constructor(private readonly database: Database) {}

  /** Returns false when this cause was recorded before. */
  async add({ accountId, amount, reason, sourceKey, at }: CreditMovement): Promise<boolean> {
    const rows = await this.database.named(
      'credit_insert',
      `INSERT INTO credit_movement (account_id, id, amount_minor, currency, reason, source_key, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, source_key) DO NOTHING RETURNING id`,
      [accountId, newId(), amount.minor, amount.currency, reason, sourceKey, at.toDate()],
    );
    return rows.length > 0;
  }

  /** Balances by account id; accounts without a movement are left out. */
  async balances(accountIds: readonly string[]): Promise<Map<string, bigint>> {
    const rows = await this.database.named<{ account_id: string; balance_minor: string }>(
      'credit_balances',
      `SELECT credit_movement.account_id, sum(amount_minor)::bigint AS balance_minor
       FROM credit_movement JOIN account ON account.id = credit_movement.account_id AND account.currency = credit_movement.currency
       WHERE credit_movement.account_id = ANY($1::uuid[]) GROUP BY credit_movement.account_id`,
      [accountIds],
    );
    return new Map(rows.map((row) => [row.account_id, BigInt(row.balance_minor)]));
  }
}
