import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ChargeUnderWayTables1760000033000 implements MigrationInterface {
  name = 'ChargeUnderWayTables1760000033000';

  async up(runner: QueryRunner): Promise<void> {
    // Few and short-lived: only bills that something waits for, until it is told what came of their charge.
    await runner.query(`
      CREATE TABLE charge_under_way (
        invoice_id uuid PRIMARY KEY,
        account_id uuid NOT NULL
      )`);
    await runner.query(`CREATE INDEX charge_under_way_account ON charge_under_way (account_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE charge_under_way`);
  }
}
