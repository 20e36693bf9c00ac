import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MeteringTables1760000024000 implements MigrationInterface {
  name = 'MeteringTables1760000024000';

  async up(runner: QueryRunner): Promise<void> {
    // The identity of an event is its only index: every other one would be paid for at each insert.
    await runner.query(`
      CREATE TABLE usage_event (
        account_id uuid NOT NULL,
        idempotency_key text NOT NULL,
        metric text NOT NULL,
        quantity numeric NOT NULL CHECK (quantity >= 0),
        happened_at timestamptz NOT NULL,
        subscription_id uuid NOT NULL,
        PRIMARY KEY (account_id, idempotency_key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE usage_event`);
  }
}
