import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DisputeTables1760000006000 implements MigrationInterface {
  name = 'DisputeTables1760000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dispute (
        id uuid PRIMARY KEY,
        payment_id uuid NOT NULL,
        account_id uuid NOT NULL,
        invoice_id uuid NOT NULL,
        subscription_id uuid,
        gateway_reference text NOT NULL UNIQUE,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        reason text NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'won', 'lost')),
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        CHECK ((status = 'open') = (closed_at IS NULL))
      )`);
    await runner.query(`CREATE INDEX dispute_account ON dispute (account_id, id)`);
    await runner.query(`CREATE INDEX dispute_open ON dispute (id) WHERE status = 'open'`);
    await runner.query(`CREATE INDEX dispute_payment ON dispute (payment_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE dispute`);
  }
}
