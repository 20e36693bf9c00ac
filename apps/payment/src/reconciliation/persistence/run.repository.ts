import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { ReconciliationStatus } from '@libs/dto';
import type { ReconciliationRun, RunCounts } from '../reconciliation';

interface RunRow {
  id: string;
  status: ReconciliationStatus;
  requested_by: string;
  from_at: Date;
  to_at: Date;
  accepts_amounts: boolean;
  started_at: Date;
  finished_at: Date | null;
  movements: number;
  mismatches: number;
  repaired: number;
  ledger_checked: boolean;
  note: string | null;
}

export interface NewRun {
  id: string;
  requestedBy: string;
  from: Instant;
  to: Instant;
  acceptsAmounts: boolean;
}

export interface RunEnd {
  status: 'finished' | 'failed';
  isLedgerChecked: boolean;
  note: string | null;
}

const COLUMNS = `id, status, requested_by, from_at, to_at, accepts_amounts, started_at, finished_at, movements,
  mismatches, repaired, ledger_checked, note`;
const ABANDON = `
  UPDATE reconciliation_run SET status = 'failed', finished_at = $1, note = 'The process that ran it ended.'
  WHERE status = 'running' AND lease_until < $1`;
const START = `
  INSERT INTO reconciliation_run
    (id, status, requested_by, from_at, to_at, accepts_amounts, started_at, lease_until)
  VALUES ($1, 'running', $2, $3, $4, $5, $6, $7)
  ON CONFLICT DO NOTHING RETURNING id`;
const RESTART = `
  UPDATE reconciliation_run
  SET lease_until = $2, movements = 0, mismatches = 0, repaired = 0
  WHERE id = $1 AND status = 'running' AND ($3::boolean OR lease_until < $4) RETURNING ${COLUMNS}`;
const PROGRESS = `
  UPDATE reconciliation_run
  SET movements = movements + $2, mismatches = mismatches + $3, repaired = repaired + $4, lease_until = $5
  WHERE id = $1 AND status = 'running' RETURNING id`;
const FINISH = `
  UPDATE reconciliation_run SET status = $2, finished_at = $3, ledger_checked = $4, note = $5
  WHERE id = $1 AND status = 'running' RETURNING id`;

/** Runs, of which one at most is `running`: whoever runs it holds a lease that grows as it gets on. */
@Injectable()
export class RunRepository {
  constructor(private readonly database: Database) {}

  /** False while another one is running. A run whose process died is closed first. All times are real. */
  async start(run: NewRun, now: Instant, leaseEnd: Instant): Promise<boolean> {
    await this.database.query(ABANDON, [now.toDate()]);
    const { id, requestedBy, from, to, acceptsAmounts } = run;
    const times = [now.toDate(), leaseEnd.toDate()];
    const params = [id, requestedBy, from.toDate(), to.toDate(), acceptsAmounts, ...times];
    return (await this.database.query(START, params)).length > 0;
  }

  /** Takes up a run that was started, from its beginning; undefined when it is done, or in somebody's hands. */
  async take(id: string, now: Instant, leaseEnd: Instant, isOwn: boolean): Promise<ReconciliationRun | undefined> {
    const [row] = await this.database.query<RunRow>(RESTART, [id, leaseEnd.toDate(), isOwn, now.toDate()]);
    return row && toRun(row);
  }

  /** False when the run was taken for dead meanwhile. */
  async progress(id: string, { movements, mismatches, repaired }: RunCounts, leaseEnd: Instant): Promise<boolean> {
    const params = [id, movements, mismatches, repaired, leaseEnd.toDate()];
    return (await this.database.query(PROGRESS, params)).length > 0;
  }

  async finish(id: string, { status, isLedgerChecked, note }: RunEnd, now: Instant): Promise<void> {
    await this.database.query(FINISH, [id, status, now.toDate(), isLedgerChecked, note]);
  }

  async find(id: string): Promise<ReconciliationRun | undefined> {
    const [row] = await this.database.query<RunRow>(`SELECT ${COLUMNS} FROM reconciliation_run WHERE id = $1`, [id]);
    return row && toRun(row);
  }

  /** Newest first, one more than `limit` when there is more. */
  async page(limit: number, beforeId?: string): Promise<ReconciliationRun[]> {
    const rows = await this.database.query<RunRow>(
      `SELECT ${COLUMNS} FROM reconciliation_run WHERE ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
      [beforeId ?? null, limit + 1],
    );
    return rows.map(toRun);
  }

  /** The schedule's last run that did not fail: when it began, and up to where it looked. */
  async lastScheduled(): Promise<{ startedAt: Instant; to: Instant } | undefined> {
    const [row] = await this.database.query<{ started_at: Date; to_at: Date }>(
      `SELECT started_at, to_at FROM reconciliation_run
       WHERE requested_by = 'schedule' AND status <> 'failed' ORDER BY started_at DESC LIMIT 1`,
    );
    return row && { startedAt: Instant.fromDate(row.started_at), to: Instant.fromDate(row.to_at) };
  }
}

function toRun(row: RunRow): ReconciliationRun {
  return {
    id: row.id,
    status: row.status,
    requestedBy: row.requested_by,
    from: Instant.fromDate(row.from_at),
    to: Instant.fromDate(row.to_at),
    acceptsAmounts: row.accepts_amounts,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    counts: { movements: row.movements, mismatches: row.mismatches, repaired: row.repaired },
    isLedgerChecked: row.ledger_checked,
    note: row.note,
  };
}
