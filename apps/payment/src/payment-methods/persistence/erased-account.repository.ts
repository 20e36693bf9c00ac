import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';

export interface AccountToErase {
  accountId: string;
  /** All that the gateway ever called it. */
  customerReferences: readonly string[];
}

/** An account that never saved a card has no row, and nothing to erase. */
const ASK = `UPDATE payment_account SET erasure = 'asked' WHERE account_id = $1 AND erasure IS NULL`;
/** A card on its way to the gateway is waited for: it becomes a method, or is given up. */
const ASKED = `
  SELECT a.account_id, ARRAY(
    SELECT a.customer_reference WHERE a.customer_reference IS NOT NULL
    UNION SELECT m.customer_reference FROM payment_method m
    WHERE m.account_id = a.account_id AND m.customer_reference IS NOT NULL) AS customers
  FROM payment_account a
  WHERE a.erasure = 'asked'
    AND NOT EXISTS (SELECT FROM payment_method m WHERE m.account_id = a.account_id AND m.status = 'pending')
  ORDER BY a.account_id LIMIT $1`;
const ERASE = `
  WITH erased AS (
    UPDATE payment_account SET customer_reference = NULL, erasure = 'done'
    WHERE account_id = $1 AND erasure = 'asked' AND NOT EXISTS (
      SELECT FROM payment_method WHERE account_id = $1 AND status IN ('active', 'pending'))
    RETURNING account_id)
  UPDATE payment_method m SET is_forgotten = true, customer_reference = NULL, method_reference = NULL, brand = NULL,
    last4 = NULL, exp_month = NULL, exp_year = NULL, idempotency_caller = NULL, idempotency_key = NULL
  FROM erased WHERE m.account_id = erased.account_id`;

/** Accounts whose saved cards are to be forgotten for good. */
@Injectable()
export class ErasedAccountRepository {
  constructor(private readonly database: Database) {}

  async ask(accountId: string): Promise<void> {
    await this.database.query(ASK, [accountId]);
  }

  async asked(limit: number): Promise<AccountToErase[]> {
    type Row = { account_id: string; customers: string[] };
    const rows = await this.database.query<Row>(ASKED, [limit]);
    return rows.map((row) => ({ accountId: row.account_id, customerReferences: row.customers }));
  }

  /**
   * Nothing is left of its methods but that there were some; the changes that were told stay. While a method is there,
   * saved in this very moment, it is not over yet.
   */
  async erase(accountId: string): Promise<void> {
    await this.database.query(ERASE, [accountId]);
  }
}
