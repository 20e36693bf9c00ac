import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DueWorkTables1760000030000 implements MigrationInterface {
  name = 'DueWorkTables1760000030000';

  async up(runner: QueryRunner): Promise<void> {
    // One row an account: while it is there, time does nothing to the account's subscriptions.
    await runner.query(`
      CREATE TABLE parked_work (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL UNIQUE,
        subscription_id uuid,
        step text NOT NULL,
        reason text NOT NULL,
        parked_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE parked_work`);
  }
}
