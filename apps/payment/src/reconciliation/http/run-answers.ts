import {
  wireAmountOfMinor,
  type ReconciledSideView,
  type ReconciliationMismatchView,
  type ReconciliationReportView,
  type ReconciliationRunView,
} from '@libs/dto';
import type { ReconciliationRun, Side, StoredMismatch } from '../reconciliation';
import type { ReconciliationReport } from '../use-cases/read-runs';

export function runView(run: ReconciliationRun): ReconciliationRunView {
  return {
    id: run.id,
    status: run.status,
    requested_by: run.requestedBy,
    from: run.from.toString(),
    to: run.to.toString(),
    started_at: run.startedAt.toISOString(),
    finished_at: run.finishedAt?.toISOString() ?? null,
    movements: run.counts.movements,
    mismatches: run.counts.mismatches,
    repaired: run.counts.repaired,
    ledger_checked: run.isLedgerChecked,
    note: run.note,
  };
}

export function reportView({ run, findings }: ReconciliationReport): ReconciliationReportView {
  return { ...runView(run), findings: findings.map(mismatchView) };
}

function mismatchView(mismatch: StoredMismatch): ReconciliationMismatchView {
  return {
    id: mismatch.id,
    kind: mismatch.kind,
    subject: mismatch.subject,
    reference: mismatch.reference,
    payment_id: mismatch.paymentId,
    account_id: mismatch.accountId,
    ours: mismatch.ours && sideView(mismatch.ours),
    theirs: mismatch.theirs && sideView(mismatch.theirs),
    repaired: mismatch.isRepaired,
    explanation: mismatch.explanation,
    found_at: mismatch.foundAt.toISOString(),
  };
}

function sideView({ amountMinor, currency, status }: Side): ReconciledSideView {
  return { amount: wireAmountOfMinor(amountMinor, currency), currency, status };
}
