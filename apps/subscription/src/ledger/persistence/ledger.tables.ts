import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the payment service tells of money. Queries must say the same for the index to serve them. */
export const IS_MOVEMENT = `kind IN ('payment_captured', 'payment_kept_as_credit', 'payment_with_excess', 'refund_paid',
  'refund_returned', 'dispute_opened', 'dispute_won', 'dispute_lost', 'fee_charged')`;

export class LedgerTables1760000005000 implements MigrationInterface {
  name = 'LedgerTables1760000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger_entry (
        account_id uuid NOT NULL,
        id uuid NOT NULL,
        kind text NOT NULL,
        reference text NOT NULL,
        invoice_id uuid,
        booked_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, kind, reference)
      )`);
    await runner.query(`CREATE INDEX ledger_entry_id ON ledger_entry (id)`);
    await runner.query(
      `CREATE INDEX ledger_entry_invoice ON ledger_entry (invoice_id, id) WHERE invoice_id IS NOT NULL`,
    );
    // What the payment service asks about, by its own ids; the entries of bills, by far the most, are left out.
    await runner.query(`CREATE INDEX ledger_entry_movement ON ledger_entry (reference) WHERE ${IS_MOVEMENT}`);
    await runner.query(`
      CREATE TABLE ledger_posting (
        account_id uuid NOT NULL,
        entry_id uuid NOT NULL,
        line smallint NOT NULL,
        ledger_account text NOT NULL,
        amount_minor bigint NOT NULL,
        currency text NOT NULL,
        PRIMARY KEY (account_id, entry_id, line)
      )`);
    // Both sides of every ledger account up to an entry, so that nobody has to add up the whole book to know its balances.
    await runner.query(`
      CREATE TABLE ledger_sum (
        through_id uuid NOT NULL,
        currency text NOT NULL,
        ledger_account text NOT NULL,
        debit_minor bigint NOT NULL,
        credit_minor bigint NOT NULL,
        PRIMARY KEY (through_id, currency, ledger_account)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ledger_sum, ledger_posting, ledger_entry`);
  }
}
