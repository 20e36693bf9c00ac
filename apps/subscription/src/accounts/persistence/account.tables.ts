import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AccountTables1760000002000 implements MigrationInterface {
  name = 'AccountTables1760000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account (
        id uuid PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        currency text NOT NULL,
        time_zone text NOT NULL,
        country text,
        region text,
        address jsonb,
        tax_exempt boolean NOT NULL DEFAULT false,
        vat_id text,
        vat_id_status text CHECK (vat_id_status IN ('unverified', 'valid', 'invalid')),
        external_key text,
        status text NOT NULL DEFAULT 'current' CHECK (status IN ('current', 'warning', 'blocked')),
        dispute_hold boolean NOT NULL DEFAULT false,
        payment_terms_days integer NOT NULL DEFAULT 0 CHECK (payment_terms_days BETWEEN 0 AND 365),
        default_payment_method uuid,
        default_payment_method_version integer NOT NULL DEFAULT 0,
        metadata jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL,
        deleted_at timestamptz,
        erase_at timestamptz,
        erased_at timestamptz,
        CHECK (erase_at IS NULL OR (deleted_at IS NOT NULL AND erased_at IS NULL)),
        CHECK ((vat_id IS NULL) = (vat_id_status IS NULL))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX account_external_key ON account (external_key) WHERE external_key IS NOT NULL AND deleted_at IS NULL`,
    );
    await runner.query(`CREATE INDEX account_email ON account (lower(email), id)`);
    await runner.query(`CREATE INDEX account_status ON account (status, id) WHERE status <> 'current'`);
    await runner.query(`CREATE INDEX account_erase ON account (erase_at) WHERE erase_at IS NOT NULL`);
    await runner.query(`
      CREATE TABLE credit_movement (
        account_id uuid NOT NULL,
        id uuid NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
        currency text NOT NULL,
        reason text NOT NULL,
        invoice_id uuid,
        source_key text NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, source_key)
      )`);
    await runner.query(`CREATE INDEX credit_movement_id ON credit_movement (id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE credit_movement, account`);
  }
}
