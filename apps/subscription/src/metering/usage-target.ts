import type { Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import type { CatalogPlan } from '../catalog/catalog.api';
import { refusal, type Refusal } from './usage-refusal';

/** A subscription that usage may be reported for. */
export interface UsageTarget {
  readonly subscriptionId: string;
  readonly accountId: string;
  /** False while it waits for its first payment, and when it never was paid for. */
  readonly isServed: boolean;
  readonly startedAt: Instant;
  /** When it was canceled; null while it runs. */
  readonly endedAt: Instant | null;
  readonly pausedFrom: Instant | null;
  /** What happened before this takes no more events. */
  readonly openFrom: Instant;
  /** What happened before this is on a bill already; null: nothing is. */
  readonly billedUntil: Instant | null;
  readonly plan: Pick<CatalogPlan, 'charges' | 'features'>;
}

/** Whether the subscription gave service at an instant. */
export function checkService(target: UsageTarget, at: Instant): Result<UsageTarget, Refusal> {
  const { isServed, endedAt, pausedFrom } = target;
  if (!isServed || (endedAt && !at.isBefore(endedAt))) return refuse(refusal('no_active_subscription'));
  if (pausedFrom && !at.isBefore(pausedFrom)) return refuse(refusal('subscription_paused'));
  return ok(target);
}

/**
 * The subscription of an account that an event belongs to: one whose plan charges for the metric, else one that has the
 * feature of that name, else the newest; of those that gave service when it happened.
 */
export function chooseTarget(
  targets: readonly UsageTarget[],
  metric: string,
  at: Instant,
): Result<UsageTarget, Refusal> {
  const checked = targets.map((target) => checkService(target, at));
  const served = checked.flatMap((each) => (each.ok && !at.isBefore(each.value.startedAt) ? [each.value] : []));
  const charging = served.find(({ plan }) => plan.charges?.some((charge) => charge.metric === metric));
  const chosen = charging ?? served.find(({ plan }) => plan.features.has(metric)) ?? served[0];
  if (chosen) return ok(chosen);
  const earlier = checked.find((each) => each.ok);
  if (earlier) return refuse(refusal('timestamp_too_old'));
  return checked[0] ?? refuse(refusal('no_active_subscription'));
}
