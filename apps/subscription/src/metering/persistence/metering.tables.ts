import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MeteringTables1760000024000 implements MigrationInterface {
  name = 'MeteringTables1760000024000';

  async up(runner: QueryRunner): Promise<void> {
    // Narrow, and keys in plain byte order: every byte and every comparison is paid for at each insert.
    await runner.query(`
      CREATE TABLE usage_event (
        account_id uuid NOT NULL,
        subscription_id uuid NOT NULL,
        happened_at timestamptz NOT NULL,
        idempotency_key text COLLATE "C" NOT NULL,
        metric text COLLATE "C" NOT NULL,
        quantity numeric NOT NULL CHECK (quantity >= 0),
        properties jsonb,
        PRIMARY KEY (account_id, idempotency_key)
      )`);
    await runner.query(`CREATE INDEX usage_event_rating ON usage_event (account_id, metric, happened_at)`);
    // Periods whose usage is on a bill; whatever arrives for them from then on is late.
    await runner.query(`
      CREATE TABLE usage_closing (
        account_id uuid NOT NULL,
        subscription_id uuid NOT NULL,
        period_start timestamptz NOT NULL,
        period_end timestamptz NOT NULL,
        plan_id integer NOT NULL,
        plan_version integer NOT NULL,
        billed_minor bigint[] NOT NULL,
        event_count bigint NOT NULL,
        billed_at timestamptz NOT NULL,
        check_at timestamptz,
        PRIMARY KEY (account_id, subscription_id, period_start),
        CHECK (period_start < period_end)
      )`);
    await runner.query(`CREATE INDEX usage_closing_check ON usage_closing (check_at) WHERE check_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE usage_closing, usage_event`);
  }
}
