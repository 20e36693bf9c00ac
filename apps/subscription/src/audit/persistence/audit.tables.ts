import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Facts of an account with what says who it was replaced; what was empty stays empty. */
const ERASE_PERSON = `
  CREATE FUNCTION without_person(facts jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT facts || coalesce(jsonb_object_agg(key, 'erased'::text), '{}') FROM jsonb_each(facts)
    WHERE key IN ('email', 'name', 'address', 'vatId', 'externalKey', 'metadata') AND value NOT IN ('null', '{}')
  $$`;

/**
 * The one change the application may cause in rows that are there: with the rights of the owner, of an account that is
 * deleted and about to be erased.
 */
const ERASE_AUDIT = `
  CREATE FUNCTION erase_audit_of_account(erased uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE public.audit_log SET before = public.without_person(before), after = public.without_person(after)
    WHERE subject_type = 'account' AND subject_id = erased::text
      AND EXISTS (SELECT FROM public.account WHERE id = erased AND erase_at IS NOT NULL)
  $$`;

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
    await runner.query(ERASE_PERSON);
    await runner.query(ERASE_AUDIT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION erase_audit_of_account, without_person`);
    await runner.query(`DROP TABLE audit_log`);
  }
}
