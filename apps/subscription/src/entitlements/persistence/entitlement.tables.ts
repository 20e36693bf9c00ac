import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EntitlementTables1760000023000 implements MigrationInterface {
  name = 'EntitlementTables1760000023000';

  async up(runner: QueryRunner): Promise<void> {
    // Resolved ahead, so that a use needs one statement: what may be used, until when, and where it is counted.
    await runner.query(`
      CREATE TABLE entitlement (
        account_id uuid NOT NULL,
        feature text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('switch', 'amount')),
        limit_max bigint,
        limit_text text,
        is_soft boolean NOT NULL,
        hard_max bigint,
        source text NOT NULL CHECK (source IN ('plan', 'trial')),
        subscription_id uuid NOT NULL,
        valid_until timestamptz,
        period_start timestamptz NOT NULL,
        period_end timestamptz NOT NULL,
        PRIMARY KEY (account_id, feature)
      )`);
    // Room on each page keeps updates of a counter on it, without touching the index.
    await runner.query(`
      CREATE TABLE usage_counter (
        account_id uuid NOT NULL,
        feature text NOT NULL,
        subscription_id uuid NOT NULL,
        period_start timestamptz NOT NULL,
        used bigint NOT NULL CHECK (used >= 0),
        PRIMARY KEY (account_id, feature, subscription_id, period_start)
      ) WITH (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE usage_counter, entitlement`);
  }
}
