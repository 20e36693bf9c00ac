import type { Instant } from '@libs/calendar';
import type { DeclineKind } from '../payment/decline-codes';
import type { AccountStatus } from '../subscription/subscription';
import type { DunningStep } from './dunning-step';

/**
 * What an unpaid bill can cost: its subscription; only the standing of its account, where no subscription is behind it
 * (any more); or nothing but retries, at a trial's end, where the days of grace decide.
 */
export const DUNNING_SCOPES = ['subscription', 'account', 'trial'] as const;
export type DunningScope = (typeof DUNNING_SCOPES)[number];

/** What dunning knows of one unpaid bill. Decisions never change one; they return the next. */
export interface DunningCase {
  readonly scope: DunningScope;
  readonly dueAt: Instant;
  readonly firstFailedAt: Instant | null;
  /** Declined charges so far. */
  readonly failures: number;
  readonly lastFailure: DunningFailure | null;
  /** Saved methods that its bill was declined for good with, whatever was tried since. */
  readonly refusedMethodIds: readonly string[];
  /** How many of the policy's retries are behind it, tried or passed over. */
  readonly retriesDone: number;
  /** A payment method came that was not tried yet. */
  readonly newMethodAt: Instant | null;
  /** When its customer was asked for a payment method. */
  readonly askedAt: Instant | null;
  readonly warnedAt: Instant | null;
  readonly blockedAt: Instant | null;
  readonly canceledAt: Instant | null;
}

export interface DunningFailure {
  /** As the gateway named it; null when it did not. */
  readonly code: string | null;
  readonly kind: DeclineKind;
  /** The saved method that was declined; null for a card that was given once. */
  readonly paymentMethodId: string | null;
}

export interface DunnableBill {
  readonly subscriptionId: string | null;
  /** A first bill, or that of a change: nothing is in force before it is paid. */
  readonly isAwaited: boolean;
  /** Of the first period after a trial. */
  readonly isOfTrial: boolean;
  /** Billed when its subscription has ended. */
  readonly isFinal: boolean;
}

/** What is dunned: renewals and everything that was served already; null for what is awaited. */
export function dunningScopeOf(bill: DunnableBill): DunningScope | null {
  if (bill.isAwaited) return null;
  if (bill.isOfTrial) return 'trial';
  return bill.subscriptionId === null || bill.isFinal ? 'account' : 'subscription';
}

/** A bill that was issued and not paid. */
export function openDunningCase(scope: DunningScope, dueAt: Instant): DunningCase {
  return {
    scope,
    dueAt,
    firstFailedAt: null,
    failures: 0,
    lastFailure: null,
    refusedMethodIds: [],
    retriesDone: 0,
    newMethodAt: null,
    askedAt: null,
    warnedAt: null,
    blockedAt: null,
    canceledAt: null,
  };
}

/** A charge of it was declined; the first one starts the days of the retries. */
export function noteFailure(dunned: DunningCase, failure: DunningFailure, now: Instant): DunningCase {
  const { kind, paymentMethodId } = failure;
  const refused = new Set(dunned.refusedMethodIds);
  if (kind === 'hard' && paymentMethodId !== null) refused.add(paymentMethodId);
  return {
    ...dunned,
    firstFailedAt: dunned.firstFailedAt ?? now,
    failures: dunned.failures + 1,
    lastFailure: failure,
    refusedMethodIds: [...refused],
  };
}

/** The account has a payment method that is to be tried at once. */
export function noteNewMethod(dunned: DunningCase, now: Instant): DunningCase {
  return { ...dunned, newMethodAt: dunned.newMethodAt ?? now };
}

/** A step is behind it, done or passed over. */
export function afterStep(dunned: DunningCase, step: DunningStep, now: Instant): DunningCase {
  switch (step.kind) {
    case 'fall_due':
      // Whoever has a payment method is asked once it is gone.
      return step.skipped ? dunned : { ...dunned, askedAt: now };
    case 'new_method':
      return { ...dunned, newMethodAt: null };
    case 'retry':
      return { ...dunned, retriesDone: step.retry };
    case 'warn':
      return { ...dunned, warnedAt: now };
    case 'block':
      return { ...dunned, blockedAt: now };
    case 'cancel':
      return { ...dunned, canceledAt: now };
  }
}

/** How an account stands by its unpaid bills: the worst of them decides, and with none left it is `current`. */
export function accountStandingOf(unpaid: readonly Pick<DunningCase, 'warnedAt' | 'blockedAt'>[]): AccountStatus {
  if (unpaid.some(({ blockedAt }) => blockedAt !== null)) return 'blocked';
  return unpaid.some(({ warnedAt }) => warnedAt !== null) ? 'warning' : 'current';
}

/** True when its customer was told of it, and so is to be told that it is settled. */
export function wasTold({ failures, askedAt, warnedAt, blockedAt }: DunningCase): boolean {
  return failures > 0 || askedAt !== null || warnedAt !== null || blockedAt !== null;
}
