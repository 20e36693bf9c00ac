import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReconciliationTables1760000007000 implements MigrationInterface {
  name = 'ReconciliationTables1760000007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reconciliation_run (
        id uuid PRIMARY KEY,
        status text NOT NULL CHECK (status IN ('running', 'finished', 'failed')),
        requested_by text NOT NULL,
        from_at timestamptz NOT NULL,
        to_at timestamptz NOT NULL,
        accepts_amounts boolean NOT NULL,
        started_at timestamptz NOT NULL,
        lease_until timestamptz NOT NULL,
        finished_at timestamptz,
        movements integer NOT NULL DEFAULT 0,
        mismatches integer NOT NULL DEFAULT 0,
        repaired integer NOT NULL DEFAULT 0,
        ledger_checked boolean NOT NULL DEFAULT false,
        note text,
        CHECK (from_at < to_at),
        CHECK ((status = 'running') = (finished_at IS NULL))
      )`);
    // One at a time, whatever processes there are.
    await runner.query(`
      CREATE UNIQUE INDEX reconciliation_one_running ON reconciliation_run ((true)) WHERE status = 'running'`);
    await runner.query(`
      CREATE TABLE reconciliation_mismatch (
        id uuid PRIMARY KEY,
        run_id uuid NOT NULL REFERENCES reconciliation_run (id),
        kind text NOT NULL CHECK (kind IN
          ('missing_here', 'missing_there', 'amount', 'currency', 'status', 'missing_in_ledger', 'ledger_amount')),
        subject text NOT NULL CHECK (subject IN ('charge', 'refund', 'dispute', 'dispute_reversal')),
        reference text NOT NULL,
        payment_id uuid,
        account_id uuid,
        ours jsonb,
        theirs jsonb,
        repaired boolean NOT NULL,
        explanation text NOT NULL,
        found_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE INDEX reconciliation_mismatch_missed ON reconciliation_mismatch (reference)
      WHERE kind = 'missing_in_ledger'`);
    await runner.query(`CREATE INDEX reconciliation_mismatch_run ON reconciliation_mismatch (run_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE reconciliation_mismatch, reconciliation_run`);
  }
}
