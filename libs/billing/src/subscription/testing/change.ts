import type { BillingCycle, Instant } from '@libs/calendar';
import { Money } from '@libs/money';
import type { Plan } from '../../catalog/plan';
import { anAccount, aPlan, at, started, usd } from '../../testing';
import { changeSubscription, type ChangeFacts } from '../change-subscription';
import type { LineProposal } from '../line-proposal';
import type { BilledLine } from '../proration';
import type { Subscription } from '../subscription';

export const monthly: BillingCycle = { unit: 'monthly', count: 1 };
export const yearly: BillingCycle = { unit: 'yearly', count: 1 };

export const planAt = (price: Money, facts: Partial<Plan> = {}): Plan =>
  aPlan({ id: Number(price.minor), name: `P${price.minor}`, prices: [price], cycle: monthly, ...facts });
export const basic = planAt(usd(3000n), { name: 'Basic' });
export const team = planAt(usd(6000n), { name: 'Team' });

/** An active subscription that paid for its first period. */
export function active(plan: Plan, start: string, facts: { quantity?: number; billingDay?: number } = {}) {
  const account = anAccount({ currency: (plan.prices[0] ?? usd(0n)).currency });
  const { subscription } = started({ plan, account, now: at(start), ...facts });
  return { ...subscription, status: 'active' as const };
}

export const lineOf = (subscription: Subscription, facts: Partial<BilledLine> = {}): BilledLine => ({
  id: 'line-1',
  invoiceId: 'invoice-1',
  lineTotal: subscription.periodPrice,
  discountShare: Money.zero(subscription.periodPrice.currency),
  period: subscription.currentPeriod,
  isPaid: true,
  creditedFrom: null,
  ...facts,
});

/** What changing a paid subscription from one plan to another comes to. */
export function change(
  subscription: Subscription,
  [plan, newPlan]: readonly [from: Plan, to: Plan],
  now: Instant,
  facts: Partial<ChangeFacts> = {},
) {
  return changeSubscription({
    subscription,
    account: anAccount(),
    plan,
    newPlan,
    quantity: subscription.quantity,
    billedLines: subscription.billIn === 'arrears' ? [] : [lineOf(subscription)],
    now,
    ...facts,
  });
}

export const totals = (lines: readonly LineProposal[]) =>
  lines.map(({ kind, lineTotal }) => [kind, lineTotal.toDecimalText()]);
