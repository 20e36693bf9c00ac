import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PaymentResultTables1760000025000 implements MigrationInterface {
  name = 'PaymentResultTables1760000025000';

  async up(runner: QueryRunner): Promise<void> {
    // As told, before anything is decided on it: a witness for whoever asks later what the other service said.
    await runner.query(`
      CREATE TABLE payment_result (
        event_id text PRIMARY KEY,
        transaction_id text NOT NULL,
        subscription_id uuid,
        invoice_id uuid,
        account_id uuid,
        status text NOT NULL CHECK (status IN ('success', 'failed', 'processing')),
        amount text NOT NULL,
        currency text NOT NULL,
        gateway_reference text,
        failure_code text,
        occurred_at timestamptz,
        received_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    // Money moves once per transaction, whatever number of events tell of it.
    await runner.query(`
      CREATE UNIQUE INDEX payment_result_one_success ON payment_result (transaction_id) WHERE status = 'success'`);
    await runner.query(`CREATE INDEX payment_result_invoice ON payment_result (invoice_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE payment_result`);
  }
}
