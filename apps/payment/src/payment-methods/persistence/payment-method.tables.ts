import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PaymentMethodTables1760000004000 implements MigrationInterface {
  name = 'PaymentMethodTables1760000004000';

  async up(runner: QueryRunner): Promise<void> {
    await accounts(runner);
    await methods(runner);
    await changes(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE payment_method_change, payment_method, payment_account`);
  }
}

/** The row that changes of one account's methods wait for each other on. */
async function accounts(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE payment_account (
      account_id uuid PRIMARY KEY,
      gateway text NOT NULL,
      customer_reference text,
      version integer NOT NULL DEFAULT 0,
      erasure text CHECK (erasure IN ('asked', 'done'))
    ) WITH (fillfactor = 70)`);
  await runner.query(`CREATE INDEX payment_account_to_erase ON payment_account (account_id) WHERE erasure = 'asked'`);
}

/** No number and no security code, ever: what the gateway calls the card, and the facts that people know it by. */
async function methods(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE payment_method (
      id uuid PRIMARY KEY,
      account_id uuid NOT NULL,
      gateway text NOT NULL,
      gateway_key text NOT NULL CHECK (gateway_key = 'method-' || id::text),
      status text NOT NULL CHECK (status IN ('pending', 'active', 'declined', 'abandoned', 'deleted')),
      is_default boolean NOT NULL DEFAULT false CHECK (NOT is_default OR status = 'active'),
      make_default boolean,
      customer_reference text,
      method_reference text,
      brand text,
      last4 text,
      exp_month smallint,
      exp_year smallint,
      failure_code text,
      payment_id uuid,
      idempotency_caller text,
      idempotency_key text,
      is_forgotten boolean NOT NULL DEFAULT false,
      busy_until timestamptz NOT NULL,
      created_at timestamptz NOT NULL,
      deleted_at timestamptz,
      CHECK (status <> 'active' OR (method_reference IS NOT NULL AND customer_reference IS NOT NULL AND last4 IS NOT NULL))
    )`);
  await runner.query(`
    CREATE UNIQUE INDEX payment_method_one_default ON payment_method (account_id) WHERE is_default`);
  await runner.query(`CREATE INDEX payment_method_account ON payment_method (account_id, id) WHERE status = 'active'`);
  await runner.query(`CREATE INDEX payment_method_pending ON payment_method (busy_until) WHERE status = 'pending'`);
  await runner.query(`
    CREATE INDEX payment_method_to_forget ON payment_method (id)
    WHERE status IN ('declined', 'abandoned', 'deleted') AND NOT is_forgotten AND method_reference IS NOT NULL`);
  await runner.query(`
    CREATE INDEX payment_method_idempotency ON payment_method (idempotency_key, idempotency_caller)
    WHERE idempotency_key IS NOT NULL`);
}

/** Each change once, numbered per account: what was told of it, and who did it. Only ever added to. */
async function changes(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE payment_method_change (
      account_id uuid NOT NULL,
      version integer NOT NULL,
      event_id uuid NOT NULL,
      payment_method_id uuid NOT NULL,
      action text NOT NULL CHECK (action IN ('added', 'made_default', 'deleted')),
      default_before uuid,
      default_after uuid,
      is_new boolean NOT NULL,
      at timestamptz NOT NULL,
      actor text NOT NULL,
      request_id text,
      PRIMARY KEY (account_id, version)
    )`);
}
