import { Injectable } from '@nestjs/common';
import type { MismatchKind, MovementKind } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import { Database, newId } from '@libs/persistence';
import type { Mismatch, Side, StoredMismatch } from '../reconciliation';

interface StoredSide {
  amount_minor: string;
  currency: string;
  status: string;
}

interface MismatchRow {
  id: string;
  kind: MismatchKind;
  subject: MovementKind;
  reference: string;
  payment_id: string | null;
  account_id: string | null;
  ours: StoredSide | null;
  theirs: StoredSide | null;
  repaired: boolean;
  explanation: string;
  found_at: Date;
}

const INSERT = `
  INSERT INTO reconciliation_mismatch
    (id, run_id, kind, subject, reference, payment_id, account_id, ours, theirs, repaired, explanation, found_at)
  SELECT id, $1::uuid, kind, subject, reference, payment_id, account_id, ours, theirs, repaired, explanation, $3::timestamptz
  FROM jsonb_to_recordset($2::jsonb) AS found(id uuid, kind text, subject text, reference text, payment_id uuid,
    account_id uuid, ours jsonb, theirs jsonb, repaired boolean, explanation text)`;

@Injectable()
export class MismatchRepository {
  constructor(private readonly database: Database) {}

  async add(runId: string, mismatches: readonly Mismatch[], now: Instant): Promise<void> {
    if (mismatches.length === 0) return;
    await this.database.query(INSERT, [runId, JSON.stringify(mismatches.map(toRow)), now.toDate()]);
  }

  /** Which of these movements earlier runs missed in the ledger, and told of again. */
  async resent(runId: string, references: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ reference: string }>(
      `SELECT DISTINCT reference FROM reconciliation_mismatch
       WHERE kind = 'missing_in_ledger' AND reference = ANY($1::text[]) AND run_id <> $2`,
      [references, runId],
    );
    return new Set(rows.map(({ reference }) => reference));
  }

  /** A run that starts over finds them again. */
  async clear(runId: string): Promise<void> {
    await this.database.query(`DELETE FROM reconciliation_mismatch WHERE run_id = $1`, [runId]);
  }

  /** In the order in which they were found. */
  async of(runId: string, limit: number): Promise<StoredMismatch[]> {
    const rows = await this.database.query<MismatchRow>(
      `SELECT id, kind, subject, reference, payment_id, account_id, ours, theirs, repaired, explanation, found_at
       FROM reconciliation_mismatch WHERE run_id = $1 ORDER BY id LIMIT $2`,
      [runId, limit],
    );
    return rows.map(fromRow);
  }
}

function toRow(mismatch: Mismatch) {
  return {
    id: newId(),
    kind: mismatch.kind,
    subject: mismatch.subject,
    reference: mismatch.reference,
    payment_id: mismatch.paymentId,
    account_id: mismatch.accountId,
    ours: mismatch.ours && storedSide(mismatch.ours),
    theirs: mismatch.theirs && storedSide(mismatch.theirs),
    repaired: mismatch.isRepaired,
    explanation: mismatch.explanation,
  };
}

function fromRow(row: MismatchRow): StoredMismatch {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    reference: row.reference,
    paymentId: row.payment_id,
    accountId: row.account_id,
    ours: row.ours && readSide(row.ours),
    theirs: row.theirs && readSide(row.theirs),
    isRepaired: row.repaired,
    explanation: row.explanation,
    foundAt: row.found_at,
  };
}

function storedSide({ amountMinor, currency, status }: Side): StoredSide {
  return { amount_minor: amountMinor.toString(), currency, status };
}

function readSide({ amount_minor: amount, currency, status }: StoredSide): Side {
  return { amountMinor: BigInt(amount), currency, status };
}
