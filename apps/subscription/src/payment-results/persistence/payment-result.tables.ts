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
    // The other events, as told: refunds, disputes, fees. Each outcome of each subject once.
    await runner.query(`
      CREATE TABLE payment_event (
        event_id text PRIMARY KEY,
        type text NOT NULL CHECK (type IN ('refund', 'dispute', 'fee')),
        subject text NOT NULL,
        outcome text NOT NULL,
        account_id uuid,
        invoice_id uuid,
        facts jsonb NOT NULL,
        received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        UNIQUE (type, subject, outcome)
      )`);
    await runner.query(`CREATE INDEX payment_event_account ON payment_event (account_id, type)`);
    await runner.query(`CREATE INDEX payment_event_invoice ON payment_event (invoice_id) WHERE invoice_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE payment_event, payment_result`);
  }
}
