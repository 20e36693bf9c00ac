import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DunningTables1760000032000 implements MigrationInterface {
  name = 'DunningTables1760000032000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dunning_case (
        invoice_id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        subscription_id uuid,
        scope text NOT NULL CHECK (scope IN ('subscription', 'account', 'trial')),
        due_at timestamptz NOT NULL,
        first_failed_at timestamptz,
        failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
        last_failure_code text,
        last_failure_kind text CHECK (last_failure_kind IN ('hard', 'soft')),
        failed_method_id uuid,
        refused_method_ids uuid[] NOT NULL DEFAULT '{}',
        retries_done integer NOT NULL DEFAULT 0 CHECK (retries_done >= 0),
        new_method_at timestamptz,
        asked_at timestamptz,
        warned_at timestamptz,
        blocked_at timestamptz,
        canceled_at timestamptz,
        ended_at timestamptz,
        ended_as text CHECK (ended_as IN ('paid', 'void', 'uncollectible')),
        next_step text,
        next_step_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        CHECK ((first_failed_at IS NULL) = (failures = 0)),
        CHECK ((ended_at IS NULL) = (ended_as IS NULL)),
        CHECK (next_step_at IS NULL OR ended_at IS NULL)
      )`);
    await runner.query(
      `CREATE INDEX dunning_case_due ON dunning_case (next_step_at, account_id) WHERE next_step_at IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX dunning_case_open ON dunning_case (account_id) WHERE ended_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE dunning_case`);
  }
}
