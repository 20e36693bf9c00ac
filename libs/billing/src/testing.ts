import { Instant, TimeZone } from '@libs/calendar';
import { InvariantBroken, type Result } from '@libs/errors';
import { Money } from '@libs/money';
import { parseFeatureGrants } from './catalog/feature-grant';
import type { Plan } from './catalog/plan';
import { startSubscription, type SubscriptionStart } from './subscription/start-subscription';
import { startTrial } from './subscription/start-trial';
import type { BilledAccount, Subscription } from './subscription/subscription';

/** Facts that specs start from: an account, a plan, and subscriptions made by the decisions themselves. */
export const at = (text: string): Instant => Instant.of(text);
export const usd = (minor: bigint): Money => Money.ofMinor(minor, 'USD');

/** The value of a decision that must not be refused. */
export function accepted<T>(result: Result<T, { readonly code: string }>): T {
  if (!result.ok) throw new InvariantBroken(`refused: ${result.error.code}`);
  return result.value;
}

/** The code of a decision that must be refused. */
export function refusalOf(result: Result<unknown, { readonly code: string }>): string {
  return result.ok ? 'accepted' : result.error.code;
}

export const FEATURES = accepted(
  parseFeatureGrants({ api_calls: { limit: 1000 }, storage: { limit: '1GB' }, sso: true }),
);

export function anAccount(facts: Partial<BilledAccount> = {}): BilledAccount {
  return { id: 'account-1', currency: 'USD', zone: TimeZone.UTC, status: 'current', ...facts };
}

export function aPlan(facts: Partial<Plan> = {}): Plan {
  return {
    id: 2,
    code: 'pro_monthly',
    name: 'Pro',
    version: 1,
    family: 'default',
    isActive: true,
    prices: [usd(2999n)],
    isPerSeat: false,
    cycle: { unit: 'monthly', count: 1 },
    billIn: 'advance',
    trialPeriodDays: 30,
    features: FEATURES,
    ...facts,
  };
}

export interface StartFacts {
  readonly id?: string;
  readonly account?: BilledAccount;
  readonly plan?: Plan;
  readonly quantity?: number;
  readonly familySubscriptions?: readonly Subscription[];
  readonly now?: Instant;
  readonly billingDay?: number;
  readonly startDate?: Instant;
}

const BY_DEFAULT = { id: 'subscription-1', quantity: 1, familySubscriptions: [], now: at('2026-02-10T09:00:00Z') };

/** A subscription to Pro, started on 10 Feb 2026 at 09:00 UTC unless told otherwise. */
export function tryStart(facts: StartFacts = {}): ReturnType<typeof startSubscription> {
  return startSubscription({ ...BY_DEFAULT, account: anAccount(), plan: aPlan(), ...facts });
}

export function started(facts: StartFacts = {}): SubscriptionStart {
  return accepted(tryStart(facts));
}

export function tryTrial(facts: StartFacts = {}): ReturnType<typeof startTrial> {
  return startTrial({ ...BY_DEFAULT, id: 'trial-1', account: anAccount(), plan: aPlan(), ...facts });
}

export function aTrial(facts: StartFacts = {}): Subscription {
  return accepted(tryTrial(facts)).subscription;
}
