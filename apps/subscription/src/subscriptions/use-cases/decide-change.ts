import { Injectable } from '@nestjs/common';
import { changeSubscription, type ChangeEffective, type SubscriptionChangePlan } from '@libs/billing/subscription';
import { Period, type Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { newId } from '@libs/persistence';
import { CatalogApi, type CatalogPlan } from '../../catalog/catalog.api';
import type { Bill } from '../../invoicing/invoicing.api';
import { UsageApi, type RatedPeriod } from '../../metering/usage.api';
import type { PriceFacts } from './load-facts';

/** A change of plan, of seats, or both; what is not named stays. */
export interface ChangeAsk {
  readonly planId?: number | undefined;
  readonly quantity?: number | undefined;
  /** By default an upgrade now, a downgrade at the period's end. */
  readonly effective?: ChangeEffective | undefined;
}

/** A change as data: its preview shows it, its deed carries it out. */
export interface DecidedChange {
  readonly facts: PriceFacts;
  readonly newPlan: CatalogPlan;
  readonly plan: SubscriptionChangePlan;
  /** When it takes effect, or from when it is billed. */
  readonly at: Instant;
  /** What is billed now; null when nothing is. */
  readonly bill: Bill | null;
  /** Usage on that bill, of what ends here. */
  readonly rated: readonly RatedPeriod[];
}

/** Decides what a change would do. Nothing is written. */
@Injectable()
export class DecideChange {
  constructor(
    private readonly catalog: CatalogApi,
    private readonly usage: UsageApi,
  ) {}

  /** @throws AppError `plan_not_found` and the kernel's refusals of changeSubscription */
  async run(facts: PriceFacts, ask: ChangeAsk, now: Instant): Promise<DecidedChange> {
    const { account, record, plan: present, zone, billedLines } = facts;
    const { subscription } = record;
    const newPlan = await this.planAsked(present, ask.planId);
    const decided = changeSubscription({
      subscription,
      account: { status: account.status, zone },
      plan: present,
      newPlan,
      // Seats go with a plan that has them; any other is sold once.
      quantity: ask.quantity ?? (newPlan.isPerSeat ? subscription.quantity : 1),
      ...(ask.effective ? { effective: ask.effective } : {}),
      billedLines,
      now,
    });
    if (!decided.ok) throw new AppError(decided.error.code, { ...decided.error });
    const plan = decided.value;
    const rated = await this.usageEnded(facts, plan);
    const at = plan.takesEffect === 'at_period_end' ? subscription.currentPeriod.end : now.wholeSecond();
    return { facts, newPlan, plan, at, bill: billOf(facts, plan, rated, now), rated };
  }

  /** Whoever stays on a plan stays on its version. */
  private async planAsked(present: CatalogPlan, planId: number | undefined): Promise<CatalogPlan> {
    if (planId === undefined || planId === present.id) return present;
    const asked = await this.catalog.planById(planId);
    if (!asked) throw new AppError('plan_not_found');
    return asked;
  }

  /** A change that waits for its payment ends nothing yet: that usage is billed when it takes effect. */
  private async usageEnded({ record, plan: present, zone }: PriceFacts, plan: SubscriptionChangePlan) {
    const { endedPeriod: period, takesEffect } = plan;
    if (!period || takesEffect !== 'at_once') return [];
    const ask = { subscription: record.subscription, plan: present, zone, period };
    return [...(await this.usage.ratedLines([ask])).values()];
  }
}

function billOf(
  { account, record }: PriceFacts,
  { lines: priceLines, changed, takesEffect }: SubscriptionChangePlan,
  rated: readonly RatedPeriod[],
  now: Instant,
): Bill | null {
  const lines = [...priceLines, ...rated.flatMap((each) => each.lines)];
  if (lines.every(({ lineTotal }) => lineTotal.isZero())) return null;
  const { subscription, userId } = record;
  const period = Period.of(now.wholeSecond(), changed.currentPeriod.end);
  // What is in force already is served, and dunned like a renewal.
  const cause = takesEffect === 'when_paid' ? 'change' : 'renewal';
  // Each change is a deed of its own: two at one instant are billed and given back one after the other.
  return { account, subscription, userId, lines, period, cause, key: `change:${subscription.id}:${newId()}` };
}
