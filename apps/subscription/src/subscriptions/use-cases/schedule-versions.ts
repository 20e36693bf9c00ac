import { Injectable } from '@nestjs/common';
import { priceIn } from '@libs/billing/catalog';
import { scheduleVersion, type Subscription, type SubscriptionEvent } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import type { CatalogPlan } from '../../catalog/catalog.api';
import { PlanRolloutRepository } from '../persistence/plan-rollout.repository';
import { CommitDuePage } from './commit-due-page';
import { LoadFacts, type Payer } from './load-facts';

interface Scheduled {
  readonly payer: Payer;
  readonly after: Subscription;
  readonly events: readonly SubscriptionEvent[];
}

/** Schedules the versions of plans that are on their way to present subscribers. */
@Injectable()
export class ScheduleVersions {
  constructor(
    private readonly rollouts: PlanRolloutRepository,
    private readonly facts: LoadFacts,
    private readonly commit: CommitDuePage,
  ) {}

  /**
   * The payers as they are afterwards; whom it changes something for is told, once. Also before anybody is billed, so that
   * whom the rollout has not come to yet is billed as if it had. The caller holds the locks of their accounts.
   */
  async run(payers: readonly Payer[], now: Instant): Promise<Payer[]> {
    const scheduled = await this.decide(payers);
    const told = scheduled.filter(({ events }) => events.length > 0);
    const nothing = { bill: null, endedPeriod: null, withdraws: 'none' } as const;
    const decisions = told.map((each) => ({ ...each, ...nothing }));
    if (decisions.length > 0) await this.commit.run(decisions, now);
    return scheduled.map(payerAfter);
  }

  /** The same for a preview: nothing is written. */
  async preview(payers: readonly Payer[]): Promise<Payer[]> {
    return (await this.decide(payers)).map(payerAfter);
  }

  private async decide(payers: readonly Payer[]): Promise<Scheduled[]> {
    const rollouts = await this.rollouts.open();
    const plans = await Promise.all(rollouts.map((each) => this.facts.version(each.planId, each.planVersion)));
    return payers.map((payer) => {
      let after = payer.record.subscription;
      const events: SubscriptionEvent[] = [];
      rollouts.forEach(({ effectiveAt }, at) => {
        const plan = plans[at] as CatalogPlan;
        if (!canFollow(after, plan)) return;
        const next = scheduleVersion(after, plan, effectiveAt);
        after = next.subscription;
        events.push(...next.events);
      });
      return { payer, after, events };
    });
  }
}

function payerAfter({ payer, after, events }: Scheduled): Payer {
  if (events.length === 0) return payer;
  return { ...payer, record: { ...payer.record, subscription: after } };
}

/** It may have ended or moved meanwhile. Whom the new version is not sold to stays on the old one. */
function canFollow({ planId, planVersion, status, quantity, periodPrice }: Subscription, plan: CatalogPlan): boolean {
  if (planId !== plan.id || planVersion >= plan.version || status === 'canceled' || status === 'expired') return false;
  return priceIn(plan, periodPrice.currency).ok && (plan.isPerSeat || quantity === 1);
}
