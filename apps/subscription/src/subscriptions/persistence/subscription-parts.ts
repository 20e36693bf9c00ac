import type { Pause, PendingChange, PendingVersion, PeriodService } from '@libs/billing/subscription';
import { Instant, Period } from '@libs/calendar';

/** Parts of a subscription that few have, each in a JSON column. Instants are ISO 8601 in UTC. */
export interface PauseColumn {
  started_at: string;
  resumes_at: string | null;
  ends_at: string;
}

export interface PendingChangeColumn {
  plan_id: number;
  plan_version: number;
  quantity: number;
  effective_at: string;
  awaits_payment: boolean;
  period_end?: string | null;
  invoice_id?: string | null;
}

export interface PendingVersionColumn {
  plan_id: number;
  plan_version: number;
  effective_at: string;
}

export interface ServiceColumn {
  unbilled_from: string;
  pauses: readonly [start: string, end: string][];
  /** A whole number of seconds. */
  cycle_seconds: number | null;
}

export function pauseColumn({ startedAt, resumesAt, endsAt }: Pause): PauseColumn {
  return { started_at: String(startedAt), resumes_at: resumesAt && String(resumesAt), ends_at: String(endsAt) };
}

export function readPause(column: PauseColumn): Pause {
  return {
    startedAt: Instant.of(column.started_at),
    resumesAt: column.resumes_at === null ? null : Instant.of(column.resumes_at),
    endsAt: Instant.of(column.ends_at),
  };
}

export function pendingChangeColumn(change: PendingChange): PendingChangeColumn {
  return {
    plan_id: change.planId,
    plan_version: change.planVersion,
    quantity: change.quantity,
    effective_at: String(change.effectiveAt),
    awaits_payment: change.awaitsPayment,
    period_end: change.periodEnd ? String(change.periodEnd) : null,
    invoice_id: change.invoiceId ?? null,
  };
}

export function readPendingChange(column: PendingChangeColumn): PendingChange {
  return {
    planId: column.plan_id,
    planVersion: column.plan_version,
    quantity: column.quantity,
    effectiveAt: Instant.of(column.effective_at),
    awaitsPayment: column.awaits_payment,
    periodEnd: column.period_end ? Instant.of(column.period_end) : null,
    invoiceId: column.invoice_id ?? null,
  };
}

export function pendingVersionColumn({ planId, planVersion, effectiveAt }: PendingVersion): PendingVersionColumn {
  return { plan_id: planId, plan_version: planVersion, effective_at: String(effectiveAt) };
}

export function readPendingVersion(column: PendingVersionColumn): PendingVersion {
  return {
    planId: column.plan_id,
    planVersion: column.plan_version,
    effectiveAt: Instant.of(column.effective_at),
  };
}

export function serviceColumn({ unbilledFrom, pauses, cycleSeconds }: PeriodService): ServiceColumn {
  return {
    unbilled_from: String(unbilledFrom),
    pauses: pauses.map(({ start, end }) => [String(start), String(end)]),
    cycle_seconds: cycleSeconds === null ? null : Number(cycleSeconds),
  };
}

export function readService(column: ServiceColumn): PeriodService {
  return {
    unbilledFrom: Instant.of(column.unbilled_from),
    pauses: column.pauses.map(([start, end]) => Period.of(Instant.of(start), Instant.of(end))),
    cycleSeconds: column.cycle_seconds === null ? null : BigInt(column.cycle_seconds),
  };
}
