import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The one change the application may cause in events that are there: with the rights of the owner, of an account that is
 * deleted and about to be erased. A page of events loses its keys and properties, which clients choose; quantities, metrics
 * and times, which bills rest on, stay. Returns how many; the last events are those whose keys looked erased already.
 */
const ERASE_USAGE = `
  CREATE FUNCTION erase_usage_of_account(erased uuid, page integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
  DECLARE changed integer;
  BEGIN
    IF NOT EXISTS (SELECT FROM public.account WHERE id = erased AND erase_at IS NOT NULL) THEN RETURN 0; END IF;
    UPDATE public.usage_event SET idempotency_key = 'erased:' || gen_random_uuid(), properties = NULL
    WHERE ctid = ANY (ARRAY(
      (SELECT ctid FROM public.usage_event WHERE account_id = erased AND idempotency_key < 'erased:' LIMIT page)
      UNION ALL
      (SELECT ctid FROM public.usage_event WHERE account_id = erased AND idempotency_key >= 'erased;' LIMIT page)));
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed = 0 THEN
      UPDATE public.usage_event SET idempotency_key = 'erased:' || gen_random_uuid(), properties = NULL
      WHERE account_id = erased AND (properties IS NOT NULL OR idempotency_key !~ '^erased:[0-9a-f-]{36}$');
      GET DIAGNOSTICS changed = ROW_COUNT;
    END IF;
    RETURN changed;
  END $$`;

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
    await runner.query(ERASE_USAGE);
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
    await runner.query(`DROP FUNCTION erase_usage_of_account`);
    await runner.query(`DROP TABLE usage_closing, usage_event`);
  }
}
