import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TransactionTables1760000002000 implements MigrationInterface {
  name = 'TransactionTables1760000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payment_transaction (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        payment_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('charge', 'refund')),
        status text NOT NULL CHECK (status IN ('pending', 'processing', 'success', 'failed')),
        amount_minor bigint NOT NULL,
        currency text NOT NULL,
        gateway text NOT NULL,
        gateway_reference text,
        created_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE payment_transaction`);
  }
}
