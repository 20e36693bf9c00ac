import type { DunningCase, DunningFailure, DunningStep } from '@libs/billing/collection';
import { Instant } from '@libs/calendar';
import type { DunnedInvoice, DunningEnd } from '../dunned-invoice';

export interface DunningRow {
  invoice_id: string;
  account_id: string;
  subscription_id: string | null;
  scope: DunningCase['scope'];
  due_at: Date;
  first_failed_at: Date | null;
  failures: number;
  last_failure_code: string | null;
  last_failure_kind: DunningFailure['kind'] | null;
  failed_method_id: string | null;
  refused_method_ids: string[];
  retries_done: number;
  new_method_at: Date | null;
  asked_at: Date | null;
  warned_at: Date | null;
  blocked_at: Date | null;
  canceled_at: Date | null;
  ended_at: Date | null;
  ended_as: DunningEnd | null;
  next_step_at: Date | null;
  version: number;
}

/** What never changes of a case, then what does; `changingParameters` gives the second in this order. */
export const FIXED_COLUMNS = ['invoice_id', 'account_id', 'subscription_id', 'scope', 'due_at'] as const;
export const CHANGING_COLUMNS = [
  'first_failed_at',
  'failures',
  'last_failure_code',
  'last_failure_kind',
  'failed_method_id',
  'refused_method_ids',
  'retries_done',
  'new_method_at',
  'asked_at',
  'warned_at',
  'blocked_at',
  'canceled_at',
  'ended_at',
  'ended_as',
  'next_step',
  'next_step_at',
] as const;
/** What an unpaid bill may cost is its subscription only while there is one. */
const SCOPE_NOW = `
  CASE WHEN scope = 'subscription' AND EXISTS (
    SELECT FROM subscription WHERE subscription.id = subscription_id AND status IN ('canceled', 'expired')
  ) THEN 'account' ELSE scope END AS scope`;
export const DUNNING_COLUMNS = [...FIXED_COLUMNS, ...CHANGING_COLUMNS, 'version']
  .map((column) => (column === 'scope' ? SCOPE_NOW : column))
  .join(', ');

export function changingParameters({ dunned, endedAt, endedAs }: DunnedInvoice, next: DunningStep | null): unknown[] {
  const { lastFailure } = dunned;
  return [
    dunned.firstFailedAt?.toDate() ?? null,
    dunned.failures,
    lastFailure?.code ?? null,
    lastFailure?.kind ?? null,
    lastFailure?.paymentMethodId ?? null,
    dunned.refusedMethodIds,
    dunned.retriesDone,
    dunned.newMethodAt?.toDate() ?? null,
    dunned.askedAt?.toDate() ?? null,
    dunned.warnedAt?.toDate() ?? null,
    dunned.blockedAt?.toDate() ?? null,
    dunned.canceledAt?.toDate() ?? null,
    endedAt?.toDate() ?? null,
    endedAs,
    next?.kind ?? null,
    next?.at.toDate() ?? null,
  ];
}

export function toDunned(row: DunningRow): DunnedInvoice {
  return {
    invoiceId: row.invoice_id,
    accountId: row.account_id,
    subscriptionId: row.subscription_id,
    dunned: {
      scope: row.scope,
      dueAt: Instant.fromDate(row.due_at),
      firstFailedAt: instant(row.first_failed_at),
      failures: row.failures,
      lastFailure: row.last_failure_kind && {
        code: row.last_failure_code,
        kind: row.last_failure_kind,
        paymentMethodId: row.failed_method_id,
      },
      refusedMethodIds: row.refused_method_ids,
      retriesDone: row.retries_done,
      newMethodAt: instant(row.new_method_at),
      askedAt: instant(row.asked_at),
      warnedAt: instant(row.warned_at),
      blockedAt: instant(row.blocked_at),
      canceledAt: instant(row.canceled_at),
    },
    endedAt: instant(row.ended_at),
    endedAs: row.ended_as,
    nextAt: instant(row.next_step_at),
    version: row.version,
  };
}

function instant(date: Date | null): Instant | null {
  return date && Instant.fromDate(date);
}
