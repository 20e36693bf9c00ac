import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PaymentTables1760000001000 implements MigrationInterface {
  name = 'PaymentTables1760000001000';

  async up(runner: QueryRunner): Promise<void> {
    await requests(runner);
    await payments(runner);
    await indexes(runner);
    await audit(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE payment_audit, payment, payment_request`);
  }
}

async function requests(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE payment_request (
      invoice_id uuid PRIMARY KEY,
      account_id uuid NOT NULL,
      user_id integer,
      subscription_id uuid,
      amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
      currency text NOT NULL,
      status text NOT NULL CHECK (status IN ('due', 'paid', 'void')),
      version bigint NOT NULL,
      updated_at timestamptz NOT NULL
    ) WITH (fillfactor = 70)`);
  await runner.query(`CREATE INDEX payment_request_subscription ON payment_request (subscription_id)`);
}

/**
 * The key for the gateway is made of the id, so that it is unique without an index of its own. `refunded_minor` is what
 * refunds asked for, `returned_minor` what of it they gave back. `is_extra`: money that came beside the one payment an
 * invoice gets, or that was less than the invoice asked for. `amount_reconciled`: the gateway took another amount than was
 * due, and confirmed it.
 */
async function payments(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE payment (
      id uuid PRIMARY KEY,
      account_id uuid NOT NULL,
      invoice_id uuid NOT NULL,
      subscription_id uuid,
      user_id integer,
      amount_minor bigint NOT NULL CHECK (amount_minor > 0),
      currency text NOT NULL,
      status text NOT NULL CHECK (status IN
        ('pending', 'processing', 'success', 'failed', 'refunded', 'partially_refunded', 'disputed')),
      gateway text NOT NULL,
      gateway_key text NOT NULL CHECK (gateway_key = 'payment-' || id::text),
      gateway_reference text,
      payment_method_id uuid,
      charge_key text,
      card_brand text,
      card_last4 text,
      card_exp_month smallint,
      card_exp_year smallint,
      failure_code text,
      flag text,
      refunded_minor bigint NOT NULL DEFAULT 0,
      returned_minor bigint NOT NULL DEFAULT 0 CHECK (returned_minor >= 0),
      charged_back_minor bigint NOT NULL DEFAULT 0,
      open_disputes integer NOT NULL DEFAULT 0 CHECK (open_disputes >= 0),
      is_extra boolean NOT NULL DEFAULT false,
      amount_reconciled boolean NOT NULL DEFAULT false,
      idempotency_caller text,
      idempotency_key text,
      started_at timestamptz NOT NULL,
      next_check_at timestamptz,
      checks integer NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      CHECK (refunded_minor BETWEEN returned_minor AND amount_minor)
    ) WITH (fillfactor = 60)`);
}

async function indexes(runner: QueryRunner): Promise<void> {
  // Promise 4: whoever comes second, in whatever process, is stopped here.
  await runner.query(`
    CREATE UNIQUE INDEX payment_one_live_per_invoice ON payment (invoice_id)
    WHERE status IN ('pending', 'processing', 'success') AND NOT is_extra`);
  await runner.query(`CREATE INDEX payment_gateway_reference ON payment (gateway_reference)`);
  // One payment per attempt that the subscription service names, however often it says so.
  await runner.query(`
    CREATE UNIQUE INDEX payment_one_per_charge_key ON payment (invoice_id, charge_key) WHERE charge_key IS NOT NULL`);
  await runner.query(`CREATE INDEX payment_of_account ON payment (account_id, id)`);
  await runner.query(`CREATE INDEX payment_due_check ON payment (next_check_at) WHERE next_check_at IS NOT NULL`);
  // Lists of what few payments are; one that succeeds costs nothing here.
  await runner.query(`
    CREATE INDEX payment_rare_status ON payment (status, id)
    WHERE status IN ('failed', 'refunded', 'partially_refunded', 'disputed')`);
  await runner.query(`
    CREATE INDEX payment_idempotency ON payment (idempotency_key, idempotency_caller)
    WHERE idempotency_key IS NOT NULL`);
}

async function audit(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE payment_audit (
      id uuid NOT NULL,
      payment_id uuid NOT NULL,
      at timestamptz NOT NULL,
      actor text NOT NULL,
      request_id text,
      before jsonb,
      after jsonb NOT NULL,
      PRIMARY KEY (payment_id, id)
    )`);
}
