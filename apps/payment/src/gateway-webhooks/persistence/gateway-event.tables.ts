import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GatewayEventTables1760000003000 implements MigrationInterface {
  name = 'GatewayEventTables1760000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE gateway_event (
        id text PRIMARY KEY,
        gateway text NOT NULL,
        type text NOT NULL,
        payload jsonb NOT NULL,
        received_at timestamptz NOT NULL,
        next_try_at timestamptz,
        handled_at timestamptz,
        result text
      )`);
    await runner.query(`CREATE INDEX gateway_event_unhandled ON gateway_event (next_try_at) WHERE handled_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gateway_event`);
  }
}
