import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TestClockTables1760000031000 implements MigrationInterface {
  name = 'TestClockTables1760000031000';

  async up(runner: QueryRunner): Promise<void> {
    // At most one row; none until the clock is moved for the first time.
    await runner.query(`
      CREATE TABLE test_clock (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        ahead_ms bigint NOT NULL CHECK (ahead_ms >= 0),
        moved_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE test_clock`);
  }
}
