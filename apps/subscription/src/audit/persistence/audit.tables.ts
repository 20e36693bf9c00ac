import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditTables1760000004000 implements MigrationInterface {
  name = 'AuditTables1760000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_log (
        id uuid PRIMARY KEY,
        actor text NOT NULL,
        action text NOT NULL,
        subject_type text NOT NULL,
        subject_id text NOT NULL,
        account_id uuid,
        before jsonb,
        after jsonb,
        request_id text,
        occurred_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query(`CREATE INDEX audit_log_subject ON audit_log (subject_type, subject_id, id)`);
    await runner.query(`CREATE INDEX audit_log_actor ON audit_log (actor, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE audit_log`);
  }
}
