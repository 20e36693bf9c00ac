import type { DueWork, Subscription, SubscriptionStatus } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { plainArray, type Cell } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { pauseColumn, pendingChangeColumn, pendingVersionColumn, serviceColumn } from './subscription-parts';

/** A subscription as it is to be, from the state the decision was made on, with what time does to it next. */
export interface SubscriptionToSave {
  readonly next: Subscription;
  readonly from: SubscriptionStatus;
  /** As it is stored, where the caller has just read it: then only what changes is written. */
  readonly before?: Subscription | undefined;
  readonly due: DueWork | null;
}

interface Column<T> {
  readonly name: string;
  readonly type: string;
  readonly of: (of: T) => Cell;
}

const column = <T>(name: string, type: string, of: (of: T) => Cell): Column<T> => ({ name, type, of });
const time = (instant: Instant | null | undefined): string | null => (instant ? String(instant) : null);
const json = <T>(part: T | null | undefined, write: (part: T) => object): string | null =>
  part ? JSON.stringify(write(part)) : null;

/** What a decision may change, as plain values that can be told apart. */
const CHANGING: readonly Column<Subscription>[] = [
  column('plan_id', 'integer', ({ planId }) => planId),
  column('plan_version', 'integer', ({ planVersion }) => planVersion),
  column('status', 'text', ({ status }) => status),
  column('quantity', 'integer', ({ quantity }) => quantity),
  column('period_price_minor', 'bigint', ({ periodPrice }) => String(periodPrice.minor)),
  column('cycle_unit', 'text', ({ cycle }) => cycle.unit),
  column('cycle_count', 'integer', ({ cycle }) => cycle.count),
  column('anchor', 'timestamptz', ({ anchor }) => time(anchor)),
  column('period_start', 'timestamptz', ({ currentPeriod }) => time(currentPeriod.start)),
  column('period_end', 'timestamptz', ({ currentPeriod }) => time(currentPeriod.end)),
  column('trial_end', 'timestamptz', ({ trialEnd }) => time(trialEnd)),
  column('cancel_at_period_end', 'boolean', ({ cancelAtPeriodEnd }) => cancelAtPeriodEnd),
  column('canceled_at', 'timestamptz', ({ canceledAt }) => time(canceledAt)),
  column('end_reason', 'text', ({ endReason }) => endReason),
  column('billing_day', 'smallint', ({ billingDay }) => billingDay ?? null),
  column('bill_in', 'text', ({ billIn }) => billIn ?? 'advance'),
  column('pause', 'jsonb', ({ pause }) => json(pause, pauseColumn)),
  column('pending_change', 'jsonb', ({ pendingChange }) => json(pendingChange, pendingChangeColumn)),
  column('pending_versions', 'jsonb', ({ pendingVersions }) =>
    json(pendingVersions, (all) => all.map(pendingVersionColumn)),
  ),
  column('cancel_at', 'timestamptz', ({ cancelAt }) => time(cancelAt)),
  column('refund_at_end', 'text', ({ refundAtEnd }) => refundAtEnd ?? null),
  column('trial_warned_at', 'timestamptz', ({ trialWarnedAt }) => time(trialWarnedAt)),
  column('grace_ends_at', 'timestamptz', ({ graceEndsAt }) => time(graceEndsAt)),
  column('service', 'jsonb', ({ service }) => json(service, serviceColumn)),
];

/** What stays as it was when the subscription was made. */
const FIXED: readonly Column<SubscriptionRecord>[] = [
  column('id', 'uuid', ({ subscription }) => subscription.id),
  column('account_id', 'uuid', ({ subscription }) => subscription.accountId),
  column('user_id', 'integer', ({ userId }) => userId),
  column('family', 'text', ({ subscription }) => subscription.family),
  column('currency', 'text', ({ subscription }) => subscription.periodPrice.currency),
  column('created_at', 'timestamptz', ({ subscription }) => time(subscription.createdAt)),
  column('started_at', 'timestamptz', ({ subscription }) => time(subscription.startedAt)),
  column('external_key', 'text', ({ externalKey }) => externalKey),
  column('metadata', 'jsonb', ({ metadata }) => JSON.stringify(metadata)),
];

const DUE: readonly Column<DueWork | null>[] = [
  column('due_at', 'timestamptz', (due) => time(due?.at)),
  column('due_step', 'text', (due) => due?.step ?? null),
];

const INSERTED = [...FIXED, ...CHANGING, ...DUE];
const names = (columns: readonly { name: string }[], prefix = '') =>
  columns.map(({ name }) => `${prefix}${name}`).join(', ');

export const INSERT_SUBSCRIPTION = `
  INSERT INTO subscription (${names(INSERTED)})
  VALUES (${INSERTED.map(({ type }, at) => `$${at + 1}::${type}`).join(', ')})
  ON CONFLICT (external_key) WHERE external_key IS NOT NULL DO NOTHING RETURNING id`;

export interface SaveStatement {
  readonly name: string;
  readonly text: string;
  readonly params: unknown[];
}

/**
 * All of them in one statement; a row that is not in the state the decision was made on is left alone. Columns
 * that change in none of them are left out: most pages only renew, and change two of twenty-four.
 */
export function saveStatement(all: readonly SubscriptionToSave[]): SaveStatement {
  const changing = CHANGING.filter(({ of }) => all.some(({ before, next }) => !before || of(before) !== of(next)));
  const columns = [...changing, ...DUE];
  // The same columns are the same statement, which a connection then has prepared.
  const name = `subscription_save_${CHANGING.map((each) => (changing.includes(each) ? 1 : 0)).join('')}`;
  const text = `
    UPDATE subscription SET (${names(columns)}) = ROW (${names(columns, 'saved.')})
    FROM unnest($1::uuid[], $2::text[], ${columns.map(({ type }, at) => `$${at + 3}::${type}[]`).join(', ')})
         AS saved(id, from_status, ${names(columns)})
    WHERE subscription.id = saved.id AND subscription.status = saved.from_status RETURNING subscription.id`;
  const nexts = all.map(({ next }) => next);
  const dues = all.map(({ due }) => due);
  const params = [
    plainArray(nexts.map(({ id }) => id)),
    plainArray(all.map(({ from }) => from)),
    ...changing.map(({ type, of }) => arrayOf(type, of, nexts)),
    ...DUE.map(({ type, of }) => arrayOf(type, of, dues)),
  ];
  return { name, text, params };
}

function arrayOf<T>(type: string, of: (of: T) => Cell, all: readonly T[]): unknown {
  const cells = all.map(of);
  return type === 'jsonb' ? cells : plainArray(cells);
}

export function insertParameters(record: SubscriptionRecord, due: DueWork | null): unknown[] {
  return [
    ...FIXED.map((each) => each.of(record)),
    ...CHANGING.map((each) => each.of(record.subscription)),
    ...DUE.map((each) => each.of(due)),
  ];
}
