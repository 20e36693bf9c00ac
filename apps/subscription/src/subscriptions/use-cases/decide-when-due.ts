import {
  endGrace,
  endTrial,
  expirePending,
  renewSubscription,
  warnOfTrialEnd,
  type DueWork,
  type PlanLookup,
  type Subscription,
  type SubscriptionEvent,
} from '@libs/billing/subscription';
import { TimeZone, type Period } from '@libs/calendar';
import { InvariantBroken, type Result } from '@libs/errors';
import type { Bill } from '../../invoicing/invoicing.api';
import type { Payer } from './load-facts';

/** What time does to one subscription of a page: data only, so that a whole page is committed by a few statements. */
export interface DueDecision {
  readonly payer: Payer;
  readonly after: Subscription;
  readonly events: readonly SubscriptionEvent[];
  /** Its price; usage is added where a period ended. */
  readonly bill: Pick<Bill, 'lines' | 'period' | 'cause' | 'key'> | null;
  /** The period whose usage is billed now. */
  readonly endedPeriod: Period | null;
  /** Open bills to be voided: all of them, or that of a change nobody paid. */
  readonly withdraws: 'all' | 'change' | 'none';
}

/** Decides a step as of the instant it fell due, however late it is noticed. */
export function decideWhenDue(payer: Payer, { step, at }: DueWork, planOf: PlanLookup): DueDecision {
  const { subscription } = payer.record;
  const nothing = { payer, bill: null, endedPeriod: null, withdraws: 'none' } as const;
  switch (step) {
    case 'pending_expiry':
      return { ...nothing, ...stateOf(sure(expirePending(subscription, at))), withdraws: 'all' };
    case 'grace_end':
      return { ...nothing, ...stateOf(sure(endGrace(subscription, at))), withdraws: 'all' };
    case 'trial_will_end':
      return { ...nothing, ...stateOf(warnOfTrialEnd(subscription, at)) };
    case 'trial_end':
      return decideTrialEnd(payer, at, planOf);
    case 'renewal':
      return decideRenewal(payer, at, planOf);
    default:
      throw new InvariantBroken(`${step} is not done by the page`);
  }
}

function decideTrialEnd(payer: Payer, at: DueWork['at'], planOf: PlanLookup): DueDecision {
  const { account, record } = payer;
  const { subscription } = record;
  const zone = TimeZone.of(account.timeZone);
  const hasPaymentMethod = account.defaultPaymentMethod !== null;
  const ended = sure(endTrial({ subscription, planOf, zone, hasPaymentMethod, now: at }));
  const { lines, period } = ended;
  const key = `period:${subscription.id}:${period.start}`;
  const bill = { lines, period, cause: 'trial', key } as const;
  return { payer, ...stateOf(ended), bill, endedPeriod: null, withdraws: 'none' };
}

function decideRenewal(payer: Payer, at: DueWork['at'], planOf: PlanLookup): DueDecision {
  const { account, record } = payer;
  const { subscription } = record;
  const renewed = sure(renewSubscription({ subscription, planOf, zone: TimeZone.of(account.timeZone), now: at }));
  const { lines, endedPeriod, dropsUnpaidChange } = renewed;
  const isInAdvance = renewed.subscription.billIn !== 'arrears';
  const period = isInAdvance ? renewed.period : endedPeriod;
  const key = `renewal:${subscription.id}:${renewed.period.start}`;
  const bill = { lines, period, cause: 'renewal', key } as const;
  const withdraws = dropsUnpaidChange ? 'change' : 'none';
  return { payer, bill, endedPeriod, withdraws, ...stateOf(renewed) };
}

function stateOf(change: { subscription: Subscription; events: readonly SubscriptionEvent[] }) {
  return { after: change.subscription, events: change.events };
}

/** `dueWork` said that this step is due: a refusal is a bug. */
function sure<T, E extends { code: string }>(decision: Result<T, E>): T {
  if (!decision.ok) throw new InvariantBroken(`what is due was refused: ${decision.error.code}`);
  return decision.value;
}
