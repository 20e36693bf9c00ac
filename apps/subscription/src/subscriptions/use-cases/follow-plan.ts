import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { priceIn } from '@libs/billing/catalog';
import { scheduleVersion } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { PLAN_FOLLOWERS, type CatalogPlan, type PlanFollower } from '../../catalog/catalog.api';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitDuePage } from './commit-due-page';

const PAGE = 500;

/** Present subscribers of a plan get its new version with a period to come; each of them is told. */
@Injectable()
export class FollowPlan implements PlanFollower, OnModuleInit {
  constructor(
    @Inject(PLAN_FOLLOWERS) private readonly followers: PlanFollower[],
    private readonly accounts: AccountsApi,
    private readonly subscriptions: SubscriptionRepository,
    private readonly commit: CommitDuePage,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  onModuleInit(): void {
    this.followers.push(this);
  }

  /** All of them in the transaction of the change, or none. */
  async follow(plan: CatalogPlan, effectiveAt: Instant): Promise<void> {
    for (let afterId: string | null = null; ;) {
      const ids: string[] = await this.subscriptions.lockSubscribers(plan, afterId, PAGE);
      const records = (await this.subscriptions.byIds(ids)).filter((record) => canFollow(record, plan));
      await this.schedule(records, plan, effectiveAt);
      if (ids.length < PAGE) return;
      afterId = ids.at(-1) ?? null;
    }
  }

  private async schedule(records: readonly SubscriptionRecord[], plan: CatalogPlan, effectiveAt: Instant) {
    const accounts = await this.accounts.byIds([...new Set(records.map((record) => record.subscription.accountId))]);
    const byId = new Map(accounts.map((account) => [account.id, account]));
    const decisions = records.map((record) => {
      const { subscription: after, events } = scheduleVersion(record.subscription, plan, effectiveAt);
      const payer = { account: byId.get(record.subscription.accountId) as Account, record };
      return { payer, after, events, bill: null, endedPeriod: null, withdraws: 'none' } as const;
    });
    await this.commit.run(decisions, this.clock.now());
  }
}

/** Read again under the lock: it may have ended or moved. Whom the new version is not sold to stays on the old one. */
function canFollow({ subscription }: SubscriptionRecord, plan: CatalogPlan): boolean {
  const { planId, planVersion, status, quantity, periodPrice } = subscription;
  if (planId !== plan.id || planVersion >= plan.version || status === 'canceled' || status === 'expired') return false;
  return priceIn(plan, periodPrice.currency).ok && (plan.isPerSeat || quantity === 1);
}
