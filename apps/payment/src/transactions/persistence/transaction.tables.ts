import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TransactionTables1760000002000 implements MigrationInterface {
  name = 'TransactionTables1760000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payment_transaction (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        payment_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('charge', 'refund', 'dispute', 'dispute_reversal')),
        status text NOT NULL CHECK (status IN ('pending', 'processing', 'success', 'failed')),
        amount_minor bigint NOT NULL,
        currency text NOT NULL,
        gateway text NOT NULL,
        gateway_reference text,
        created_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX payment_transaction_payment ON payment_transaction (payment_id)`);
    // What the gateway kept, once per payment, refund or dispute.
    await runner.query(`
      CREATE TABLE gateway_fee (
        id uuid PRIMARY KEY,
        transaction_id uuid NOT NULL UNIQUE,
        account_id uuid,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        created_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gateway_fee, payment_transaction`);
  }
}
