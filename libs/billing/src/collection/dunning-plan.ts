import { plusDays, type Instant, type TimeZone } from '@libs/calendar';
import { GRACE_DAYS } from '../subscription/end-trial';
import type { DunningCase } from './dunning-case';
import type { DunningPolicy } from './dunning-policy';
import { DUNNING_STEP_KINDS, type DunningStep, type DunningStepKind } from './dunning-step';

/** What a step depends on besides the bill. */
export interface DunningFacts {
  readonly dunned: DunningCase;
  readonly policy: DunningPolicy;
  /** The account's. */
  readonly zone: TimeZone;
  /** The account's default payment method. */
  readonly paymentMethodId: string | null;
  /** A dispute stops everything. */
  readonly isHeld: boolean;
}

/**
 * All that dunning will do about a bill that stays unpaid, in order, as things stand. Due on 10 Feb and declined then →
 * retries on 13, 15, 17 and 20 Feb, warning on 17 Feb, blocked on 24 Feb, canceled on 12 Mar, same local time. A hard
 * decline passes over the retries until the payment method changes; without a method there are none. After a trial there
 * are only those before its days of grace are over: 13 and 15 Feb.
 */
export function planDunning(facts: DunningFacts): DunningStep[] {
  const steps = [...dueStep(facts), ...chargeSteps(facts), ...standingSteps(facts)];
  const rank = ({ kind }: DunningStep) => DUNNING_STEP_KINDS.indexOf(kind);
  return steps.sort((a, b) => a.at.compare(b.at) || rank(a) - rank(b));
}

/** What is to be done now. Of several charges that fell due meanwhile one is made; nothing while dunning is held. */
export function dueDunning(facts: DunningFacts, now: Instant): DunningStep[] {
  if (facts.isHeld) return [];
  const due = planDunning(facts).filter(({ at }) => !at.isAfter(now));
  const lastCharge = due.findLast(isCharge);
  const isBlockDue = due.some(({ kind }) => kind === 'block');
  return due.map((step) => {
    const isOvertaken = step.kind === 'warn' ? isBlockDue : isCharge(step) && step !== lastCharge;
    return isOvertaken ? { ...step, skipped: step.skipped ?? 'overtaken' } : step;
  });
}

/** When there is something to do next, past instants included; null: nothing, as things stand. */
export function nextDunning(facts: DunningFacts): DunningStep | null {
  if (facts.isHeld) return null;
  return planDunning(facts).find(({ skipped }) => skipped === null) ?? null;
}

function isCharge({ kind, skipped }: DunningStep): boolean {
  return (kind === 'retry' || kind === 'new_method') && skipped === null;
}

/** Someone whose charge was declined has been told already. */
function dueStep({ dunned, paymentMethodId }: DunningFacts): DunningStep[] {
  if (dunned.askedAt || dunned.firstFailedAt) return [];
  const skipped = paymentMethodId === null ? null : 'has_payment_method';
  return [{ kind: 'fall_due', at: dunned.dueAt, retry: 0, skipped }];
}

function chargeSteps({ dunned, policy, zone, paymentMethodId }: DunningFacts): DunningStep[] {
  const { newMethodAt, firstFailedAt, refusedMethodIds, retriesDone } = dunned;
  const isRefused = paymentMethodId !== null && refusedMethodIds.includes(paymentMethodId);
  const skipped = paymentMethodId === null ? 'no_payment_method' : isRefused ? 'hard_decline' : null;
  // A method that was added is not always the one that is charged.
  const atOnce: DunningStep[] = newMethodAt ? [{ kind: 'new_method', at: newMethodAt, retry: 0, skipped }] : [];
  if (!firstFailedAt) return atOnce;
  const retries = policy.retryDays.map((days, index): DunningStep => {
    return { kind: 'retry', at: plusDays(firstFailedAt, days, zone), retry: index + 1, skipped };
  });
  const end = dunned.scope === 'trial' ? plusDays(dunned.dueAt, GRACE_DAYS, zone) : null;
  return [...atOnce, ...retries.slice(retriesDone).filter(({ at }) => !end || at.isBefore(end))];
}

function standingSteps({ dunned, policy, zone }: DunningFacts): DunningStep[] {
  const { scope, dueAt, warnedAt, blockedAt, canceledAt } = dunned;
  if (scope === 'trial') return [];
  const after = (kind: DunningStepKind, days: number, doneAt: Instant | null): DunningStep[] =>
    doneAt ? [] : [{ kind, at: plusDays(dueAt, days, zone), retry: 0, skipped: null }];
  return [
    ...after('warn', policy.warningDays, warnedAt),
    ...after('block', policy.blockedDays, blockedAt),
    ...(scope === 'subscription' ? after('cancel', policy.cancelDays, canceledAt) : []),
  ];
}
