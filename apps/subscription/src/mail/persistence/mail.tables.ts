import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailTables1760000001500 implements MigrationInterface {
  name = 'MailTables1760000001500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mail_request (
        id uuid PRIMARY KEY,
        template text NOT NULL,
        user_id integer,
        facts jsonb NOT NULL,
        is_awaited boolean NOT NULL DEFAULT false,
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz DEFAULT clock_timestamp(),
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query(
      `CREATE INDEX mail_request_due ON mail_request (is_awaited DESC, next_attempt_at) WHERE next_attempt_at IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE development_mail (
        id uuid PRIMARY KEY,
        recipient text NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        sent_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query(`
      CREATE TABLE development_mail_attachment (
        mail_id uuid NOT NULL REFERENCES development_mail (id) ON DELETE CASCADE,
        position smallint NOT NULL,
        file_name text NOT NULL,
        content_type text NOT NULL,
        content bytea NOT NULL,
        PRIMARY KEY (mail_id, position)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE development_mail_attachment, development_mail, mail_request`);
  }
}
