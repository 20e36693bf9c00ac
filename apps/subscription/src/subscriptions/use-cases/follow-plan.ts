import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import { currentContext } from '@libs/observability';
import { newId } from '@libs/persistence';
import { PLAN_FOLLOWERS, type CatalogPlan, type PlanFollower } from '../../catalog/catalog.api';
import { PlanRolloutRepository } from '../persistence/plan-rollout.repository';

/** Notes with the change of a plan that present subscribers follow: from its commit on, whoever is billed gets the new version. */
@Injectable()
export class FollowPlan implements PlanFollower, OnModuleInit {
  constructor(
    @Inject(PLAN_FOLLOWERS) private readonly followers: PlanFollower[],
    private readonly rollouts: PlanRolloutRepository,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  onModuleInit(): void {
    this.followers.push(this);
  }

  async follow(plan: CatalogPlan, effectiveAt: Instant): Promise<void> {
    const { actor = null, requestId = null } = currentContext() ?? {};
    const version = { planId: plan.id, planVersion: plan.version, effectiveAt };
    const announcedAt = this.clock.now();
    const progress = { subscribersTold: 0, finishedAt: null };
    await this.rollouts.add({ id: newId(), ...version, announcedAt, actor, requestId, ...progress });
  }
}
