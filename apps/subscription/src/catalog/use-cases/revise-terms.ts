import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import type { CatalogPlan } from '../catalog-plan';
import { PlanRepository } from '../persistence/plan.repository';
import { PLAN_FOLLOWERS, type PlanFollower } from '../plan-follower';

/** From when on present subscribers get a plan's newest terms: with their next period, or with the first on or after a date. */
export type ApplyToExisting = 'next_period' | Instant;

/** Writes the terms of a new version, and has present subscribers follow where that was asked for. */
@Injectable()
export class ReviseTerms {
  constructor(
    private readonly plans: PlanRepository,
    @Inject(PLAN_FOLLOWERS) private readonly followers: PlanFollower[],
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  async run(before: CatalogPlan, after: CatalogPlan, apply: ApplyToExisting | undefined): Promise<void> {
    const now = this.clock.now();
    if (after.version !== before.version) await this.plans.addVersion(after.id, after.version, after, now);
    if (!apply) return;
    const effectiveAt = apply === 'next_period' ? now : apply;
    for (const follower of this.followers) await follower.follow(after, effectiveAt);
  }
}
