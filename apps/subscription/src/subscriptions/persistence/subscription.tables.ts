import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SubscriptionTables1760000021000 implements MigrationInterface {
  name = 'SubscriptionTables1760000021000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE subscription (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        user_id integer,
        plan_id integer NOT NULL,
        plan_version integer NOT NULL,
        family text NOT NULL,
        status text NOT NULL
          CHECK (status IN ('trial', 'pending', 'active', 'past_due', 'paused', 'canceled', 'expired')),
        quantity integer NOT NULL CHECK (quantity > 0),
        period_price_minor bigint NOT NULL CHECK (period_price_minor >= 0),
        currency text NOT NULL,
        cycle_unit text NOT NULL,
        cycle_count integer NOT NULL CHECK (cycle_count > 0),
        anchor timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        started_at timestamptz NOT NULL,
        period_start timestamptz NOT NULL,
        period_end timestamptz NOT NULL,
        trial_end timestamptz,
        cancel_at_period_end boolean NOT NULL,
        canceled_at timestamptz,
        end_reason text,
        billing_day smallint,
        bill_in text NOT NULL CHECK (bill_in IN ('advance', 'arrears')),
        pause jsonb,
        pending_change jsonb,
        pending_versions jsonb,
        cancel_at timestamptz,
        refund_at_end text CHECK (refund_at_end IN ('none', 'prorated')),
        trial_warned_at timestamptz,
        grace_ends_at timestamptz,
        service jsonb,
        external_key text,
        metadata jsonb NOT NULL,
        due_at timestamptz,
        due_step text,
        CHECK ((due_at IS NULL) = (due_step IS NULL)),
        CHECK (period_start < period_end)
      )`);
    // One place per family, however many requests race for it; a pending one may wait beside a live trial.
    await runner.query(`
      CREATE UNIQUE INDEX subscription_one_live_per_family ON subscription (account_id, family)
      WHERE status IN ('trial', 'active', 'past_due', 'paused')`);
    await runner.query(`
      CREATE UNIQUE INDEX subscription_one_pending_per_family ON subscription (account_id, family)
      WHERE status = 'pending'`);
    await runner.query(`CREATE INDEX subscription_account ON subscription (account_id, id)`);
    await runner.query(`CREATE INDEX subscription_status ON subscription (status, id)`);
    await runner.query(`
      CREATE INDEX subscription_plan ON subscription (plan_id, id) WHERE status NOT IN ('canceled', 'expired')`);
    // What time does next, for all subscriptions: the one index the billing run looks at.
    await runner.query(`CREATE INDEX subscription_due ON subscription (due_at, id) WHERE due_at IS NOT NULL`);
    await runner.query(`
      CREATE UNIQUE INDEX subscription_external_key ON subscription (external_key) WHERE external_key IS NOT NULL`);
    await history(runner);
    await rollouts(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE plan_rollout, subscription_event, subscription`);
  }
}

async function history(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE subscription_event (
      account_id uuid NOT NULL,
      subscription_id uuid NOT NULL,
      id uuid NOT NULL,
      type text NOT NULL,
      from_status text,
      to_status text NOT NULL,
      cause text NOT NULL,
      actor text,
      request_id text,
      occurred_at timestamptz NOT NULL,
      PRIMARY KEY (subscription_id, id)
    )`);
}

/** New versions of plans on the way to present subscribers. Few rows, of which hardly any is open. */
async function rollouts(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE plan_rollout (
      id uuid PRIMARY KEY,
      plan_id integer NOT NULL,
      plan_version integer NOT NULL,
      effective_at timestamptz NOT NULL,
      announced_at timestamptz NOT NULL,
      actor text,
      request_id text,
      subscribers_told integer NOT NULL DEFAULT 0 CHECK (subscribers_told >= 0),
      finished_at timestamptz
    )`);
  await runner.query(`CREATE INDEX plan_rollout_open ON plan_rollout (id) WHERE finished_at IS NULL`);
}
