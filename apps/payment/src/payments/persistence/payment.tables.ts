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

/** The key for the gateway is made of the id, so that it is unique without an index of its own. */
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
      card_brand text,
      card_last4 text,
      card_exp_month smallint,
      card_exp_year smallint,
      failure_code text,
      flag text,
      idempotency_caller text,
      idempotency_key text,
      started_at timestamptz NOT NULL,
      next_check_at timestamptz,
      checks integer NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL
    ) WITH (fillfactor = 60)`);
}

async function indexes(runner: QueryRunner): Promise<void> {
  // Promise 4: whoever comes second, in whatever process, is stopped here.
  await runner.query(`
    CREATE UNIQUE INDEX payment_one_live_per_invoice ON payment (invoice_id)
    WHERE status IN ('pending', 'processing', 'success')`);
  await runner.query(`CREATE INDEX payment_account ON payment (account_id, id)`);
  await runner.query(`CREATE INDEX payment_due_check ON payment (next_check_at) WHERE next_check_at IS NOT NULL`);
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
