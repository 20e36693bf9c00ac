import type { MigrationInterface, QueryRunner } from 'typeorm';

export class InvoiceTables1760000022000 implements MigrationInterface {
  name = 'InvoiceTables1760000022000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE invoice (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        subscription_id uuid,
        status text NOT NULL CHECK (status IN ('draft', 'open', 'paid', 'void', 'uncollectible')),
        number text UNIQUE,
        currency text NOT NULL,
        subtotal_minor bigint NOT NULL,
        discount_minor bigint NOT NULL,
        tax_minor bigint NOT NULL,
        total_minor bigint NOT NULL CHECK (total_minor >= 0),
        credit_applied_minor bigint NOT NULL,
        amount_due_minor bigint NOT NULL CHECK (amount_due_minor >= 0),
        amount_paid_minor bigint NOT NULL,
        amount_refunded_minor bigint NOT NULL DEFAULT 0,
        period_start timestamptz NOT NULL,
        period_end timestamptz NOT NULL,
        issued_at timestamptz,
        due_at timestamptz,
        paid_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        CHECK (subtotal_minor - discount_minor + tax_minor = total_minor),
        CHECK (status <> 'draft' OR number IS NULL),
        CHECK (status IN ('draft', 'void') OR number IS NOT NULL)
      )`);
    // One bill per subscription and period, whoever makes it; a voided one frees what it billed.
    await runner.query(`
      CREATE UNIQUE INDEX invoice_one_per_period ON invoice (subscription_id, period_start) WHERE status <> 'void'`);
    await runner.query(`CREATE INDEX invoice_account ON invoice (account_id, id)`);
    await runner.query(`CREATE INDEX invoice_subscription ON invoice (subscription_id, id)`);
    await runner.query(`
      CREATE TABLE invoice_line (
        invoice_id uuid NOT NULL,
        position smallint NOT NULL,
        id uuid NOT NULL,
        account_id uuid NOT NULL,
        kind text NOT NULL,
        description text NOT NULL,
        quantity numeric NOT NULL,
        unit_rate numeric NOT NULL,
        line_total_minor bigint NOT NULL,
        period_start timestamptz,
        period_end timestamptz,
        metric text,
        explanation text NOT NULL,
        PRIMARY KEY (invoice_id, position)
      )`);
    await runner.query(`
      CREATE TABLE invoice_number_sequence (
        year integer PRIMARY KEY,
        last_number integer NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE invoice_number_sequence, invoice_line, invoice`);
  }
}
