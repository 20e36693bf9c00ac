import type { MigrationInterface, QueryRunner } from 'typeorm';

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
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ledger_posting, ledger_entry`);
  }
}
