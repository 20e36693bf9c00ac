import type { DunningView } from '@libs/dto';
import type { DunningPreview } from '../use-cases/preview-dunning';

/** The contract's preview of dunning. */
export function dunningView({ record, account, state, invoice, steps }: DunningPreview): DunningView {
  const dunned = invoice?.dunned;
  const text = (instant: { toString(): string } | null | undefined) => (instant ? String(instant) : null);
  return {
    invoice_id: record.invoice.id,
    account_id: account.id,
    subscription_id: record.invoice.subscriptionId,
    invoice_status: record.invoice.status,
    account_status: account.status,
    state,
    due_date: text(record.invoice.dueAt),
    failures: dunned?.failures ?? 0,
    first_failed_at: text(dunned?.firstFailedAt),
    last_failure_code: dunned?.lastFailure?.code ?? null,
    last_failure_kind: dunned?.lastFailure?.kind ?? null,
    retries_done: dunned?.retriesDone ?? 0,
    warned_at: text(dunned?.warnedAt),
    blocked_at: text(dunned?.blockedAt),
    canceled_at: text(dunned?.canceledAt),
    ended_at: text(invoice?.endedAt),
    steps: steps.map(({ step: { kind, at, retry, skipped }, explanation }) => {
      return { step: kind, at: String(at), retry: retry === 0 ? null : retry, skipped, explanation };
    }),
  };
}
