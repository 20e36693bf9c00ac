import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RefundTables1760000005000 implements MigrationInterface {
  name = 'RefundTables1760000005000';

  /** The amount is set aside on the payment (`refunded_minor`) by the statement that inserts the row. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE refund (
        id uuid PRIMARY KEY,
        payment_id uuid,
        account_id uuid NOT NULL,
        invoice_id uuid NOT NULL,
        credit_note_id uuid,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        reason text,
        status text NOT NULL CHECK (status IN ('pending', 'processing', 'success', 'failed')),
        origin text UNIQUE,
        gateway_key text NOT NULL CHECK (gateway_key = 'refund-' || id::text),
        gateway_reference text,
        failure_code text,
        was_returned boolean NOT NULL DEFAULT false,
        started_at timestamptz,
        next_check_at timestamptz,
        checks integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CHECK (payment_id IS NOT NULL OR status = 'failed')
      )`);
    // One of the gateway's refunds is one here, too; those that somebody made there are looked up by this name.
    await runner.query(`CREATE UNIQUE INDEX refund_gateway_reference ON refund (gateway_reference)`);
    await runner.query(`CREATE INDEX refund_payment ON refund (payment_id, id)`);
    await runner.query(`CREATE INDEX refund_credit_note ON refund (credit_note_id) WHERE credit_note_id IS NOT NULL`);
    await runner.query(`CREATE INDEX refund_due_check ON refund (next_check_at) WHERE next_check_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE refund`);
  }
}
