import type { MigrationInterface, QueryRunner } from 'typeorm';

export class InvoiceTables1760000022000 implements MigrationInterface {
  name = 'InvoiceTables1760000022000';

  async up(runner: QueryRunner): Promise<void> {
    await invoices(runner);
    await lines(runner);
    await creditNotes(runner);
    await runner.query(`
      CREATE TABLE invoice_number_sequence (
        year integer PRIMARY KEY,
        last_number integer NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE credit_note_number_sequence (
        year integer PRIMARY KEY,
        last_number integer NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE credit_note_refund, credit_note_line, credit_note, credit_note_number_sequence,
                  invoice_number_sequence, invoice_line, invoice`,
    );
  }
}

async function invoices(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE invoice (
      id uuid PRIMARY KEY,
      account_id uuid NOT NULL,
      subscription_id uuid,
      user_id integer,
      cause text NOT NULL,
      bill_key text NOT NULL CHECK (length(bill_key) <= 200),
      status text NOT NULL CHECK (status IN ('draft', 'open', 'paid', 'void', 'uncollectible')),
      number text UNIQUE,
      currency text NOT NULL,
      subtotal_minor bigint NOT NULL,
      discount_minor bigint NOT NULL,
      tax_minor bigint NOT NULL,
      tax_included_minor bigint NOT NULL,
      total_minor bigint NOT NULL CHECK (total_minor >= 0),
      credit_applied_minor bigint NOT NULL,
      amount_credited_minor bigint NOT NULL DEFAULT 0,
      amount_due_minor bigint NOT NULL CHECK (amount_due_minor >= 0),
      amount_paid_minor bigint NOT NULL,
      amount_refunded_minor bigint NOT NULL DEFAULT 0,
      period_start timestamptz NOT NULL,
      period_end timestamptz NOT NULL,
      issued_at timestamptz,
      due_at timestamptz,
      paid_at timestamptz,
      tax_breakdown json,
      notes json,
      needs_review boolean NOT NULL,
      tax_down_since timestamptz,
      tax_retry_at timestamptz,
      version integer NOT NULL DEFAULT 1,
      CHECK (subtotal_minor - discount_minor + tax_minor - tax_included_minor = total_minor),
      CHECK (status = 'void'
        OR total_minor - credit_applied_minor - amount_credited_minor - amount_paid_minor = amount_due_minor),
      CHECK (status <> 'draft' OR number IS NULL),
      CHECK (status IN ('draft', 'void') OR number IS NOT NULL)
    )`);
  // The same thing is billed once, whoever does it; a voided bill frees what it billed.
  await runner.query(
    `CREATE UNIQUE INDEX invoice_billed_once ON invoice (account_id, bill_key) WHERE status <> 'void'`,
  );
  await runner.query(`CREATE INDEX invoice_account ON invoice (account_id, id)`);
  await runner.query(`CREATE INDEX invoice_subscription ON invoice (subscription_id, id)`);
  await runner.query(`CREATE INDEX invoice_awaits_tax ON invoice (tax_retry_at) WHERE status = 'draft'`);
  // Lists of what few bills are: the rest is found among the newest, and no bill of a run pays for these.
  await runner.query(`
    CREATE INDEX invoice_rare_status ON invoice (status, id) WHERE status IN ('draft', 'void', 'uncollectible')`);
  await runner.query(`CREATE INDEX invoice_needs_review ON invoice (id) WHERE needs_review`);
}

async function lines(runner: QueryRunner): Promise<void> {
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
      discount_minor bigint NOT NULL,
      period_start timestamptz,
      period_end timestamptz,
      metric text,
      explanation text NOT NULL,
      taxes json,
      credits_line_id uuid,
      PRIMARY KEY (invoice_id, position)
    )`);
}

async function creditNotes(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE credit_note (
      invoice_id uuid NOT NULL,
      id uuid NOT NULL,
      account_id uuid NOT NULL,
      number text NOT NULL UNIQUE,
      reason text NOT NULL,
      currency text NOT NULL,
      total_minor bigint NOT NULL CHECK (total_minor > 0),
      tax_minor bigint NOT NULL,
      lowers_due_minor bigint NOT NULL CHECK (lowers_due_minor >= 0),
      refunded_minor bigint NOT NULL CHECK (refunded_minor >= 0),
      credited_minor bigint NOT NULL CHECK (credited_minor >= 0),
      credited_from timestamptz,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (invoice_id, id),
      CHECK (lowers_due_minor + refunded_minor + credited_minor = total_minor)
    )`);
  // Newest first by id: of one account, of all, and one by itself.
  await runner.query(`CREATE UNIQUE INDEX credit_note_id ON credit_note (id)`);
  await runner.query(`CREATE INDEX credit_note_account ON credit_note (account_id, id)`);
  await runner.query(`
    CREATE TABLE credit_note_line (
      invoice_id uuid NOT NULL,
      credit_note_id uuid NOT NULL,
      line smallint NOT NULL,
      net_minor bigint NOT NULL,
      tax_minor bigint NOT NULL,
      total_minor bigint NOT NULL,
      PRIMARY KEY (invoice_id, credit_note_id, line)
    )`);
  // What the payment service told of the money that a note sends back: paid, not paid, or come back (below zero).
  await runner.query(`
    CREATE TABLE credit_note_refund (
      invoice_id uuid NOT NULL,
      credit_note_id uuid NOT NULL,
      id uuid NOT NULL,
      reference text NOT NULL,
      paid_minor bigint NOT NULL,
      failed_minor bigint NOT NULL CHECK (failed_minor >= 0),
      created_at timestamptz NOT NULL,
      PRIMARY KEY (invoice_id, credit_note_id, id)
    )`);
}
