import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { Money } from '@libs/money';
import { Database, newId, plainArray } from '@libs/persistence';

export interface CreditToMove {
  readonly accountId: string;
  /** Positive: the account gets credit. Negative: it was used, or a debit is carried to the next invoice. */
  readonly amount: Money;
  readonly reason: string;
  readonly invoiceId?: string | undefined;
  /** The same cause has the same key, however often it is told. */
  readonly sourceKey: string;
}

export interface CreditMovement {
  readonly id: string;
  readonly accountId: string;
  readonly amount: Money;
  readonly reason: string;
  readonly invoiceId: string | null;
  readonly createdAt: Instant;
}

interface MovementRow {
  id: string;
  account_id: string;
  amount_minor: string;
  currency: string;
  reason: string;
  invoice_id: string | null;
  created_at: Date;
}

export interface CreditPage {
  readonly accountId?: string | undefined;
  /** Without it all of them. */
  readonly limit?: number | undefined;
  readonly beforeId?: string | undefined;
}

/**
 * LATERAL makes it a short index scan for each account, however many movements there are. Never a prepared statement: a
 * plan that was kept from when there were hardly any reads all of them for each account.
 */
const UNSETTLED = `
  SELECT movement.* FROM unnest($1::uuid[]) AS asked(account_id) CROSS JOIN LATERAL (
    SELECT FROM credit_movement WHERE account_id = asked.account_id
    GROUP BY currency HAVING sum(amount_minor) <> 0 LIMIT 1) AS unsettled
  CROSS JOIN LATERAL (
    SELECT id, account_id, amount_minor, currency, reason, invoice_id, created_at FROM credit_movement
    WHERE account_id = asked.account_id OFFSET 0) AS movement
  ORDER BY id`;

/** Append-only: a balance is the sum of its movements. Whoever takes credit holds the lock of its account. */
@Injectable()
export class CreditRepository {
  constructor(private readonly database: Database) {}

  /** A cause that was recorded before is left out. */
  async add(movements: readonly CreditToMove[], at: Instant): Promise<void> {
    await this.database.named(
      'credit_insert',
      `INSERT INTO credit_movement (created_at, account_id, id, amount_minor, currency, reason, invoice_id, source_key)
       SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::text[])
       ON CONFLICT (account_id, source_key) DO NOTHING`,
      [
        at.toDate(),
        movements.map(({ accountId }) => accountId),
        movements.map(() => newId()),
        movements.map(({ amount }) => amount.minor),
        movements.map(({ amount }) => amount.currency),
        movements.map(({ reason }) => reason),
        movements.map(({ invoiceId }) => invoiceId ?? null),
        movements.map(({ sourceKey }) => sourceKey),
      ],
    );
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

  /** All movements, in the order of their making, of those accounts whose credit is not used up. */
  async unsettled(accountIds: readonly string[]): Promise<CreditMovement[]> {
    const asked = plainArray([...new Set(accountIds)]);
    return (await this.database.query<MovementRow>(UNSETTLED, [asked])).map(toMovement);
  }

  /** The movement of one cause. */
  async bySource(accountId: string, sourceKey: string): Promise<CreditMovement | undefined> {
    const [row] = await this.database.query<MovementRow>(
      `SELECT id, account_id, amount_minor, currency, reason, invoice_id, created_at FROM credit_movement
       WHERE account_id = $1 AND source_key = $2`,
      [accountId, sourceKey],
    );
    return row && toMovement(row);
  }

  /** The newest first; with a limit one more than it. */
  async page({ accountId, limit, beforeId }: CreditPage): Promise<CreditMovement[]> {
    const rows = await this.database.query<MovementRow>(
      `SELECT id, account_id, amount_minor, currency, reason, invoice_id, created_at FROM credit_movement
       WHERE ($1::uuid IS NULL OR account_id = $1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [accountId ?? null, beforeId ?? null, limit === undefined ? null : limit + 1],
    );
    return rows.map(toMovement);
  }
}

function toMovement(row: MovementRow): CreditMovement {
  return {
    id: row.id,
    accountId: row.account_id,
    amount: Money.ofMinor(BigInt(row.amount_minor), row.currency),
    reason: row.reason,
    invoiceId: row.invoice_id,
    createdAt: Instant.fromDate(row.created_at),
  };
}
