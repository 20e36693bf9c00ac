import { Inject, Injectable } from '@nestjs/common';
import { startSubscription, type Subscription } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Database, newId } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { BillStart } from './bill-start';
import { CommitChange } from './commit-change';
import { LoadFacts } from './load-facts';

export interface SubscriptionToStart {
  readonly accountId: string;
  readonly userId: number | null;
  readonly planId: number;
  /** Seats, a positive whole number. */
  readonly quantity: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly externalKey?: string | undefined;
  /** In the past: the periods since then are billed at once. */
  readonly startDate?: Instant | undefined;
  /** Day of the month (for weeks, ISO weekday) on which periods begin. */
  readonly billingDay?: number | undefined;
  readonly couponCode?: string | undefined;
}

/** Starts a subscription, bills its first period and asks for the money, all or nothing. */
@Injectable()
export class StartSubscription {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    private readonly bill: BillStart,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * @throws AppError `not_found`, `plan_not_found`, `external_key_taken` and the kernel's refusals: `account_blocked`,
   * `plan_inactive`, `plan_not_in_currency`, `quantity_not_allowed`, `invalid_billing_day`, `start_in_future`,
   * `already_subscribed`; `start_too_early`, `payment_in_progress`; the coupon's
   */
  async run(ask: SubscriptionToStart): Promise<SubscriptionRecord> {
    return this.database.transaction(async () => {
      const { account, billed, plan, family } = await this.facts.forStart(ask.accountId, ask.planId);
      const now = this.clock.now();
      const familySubscriptions = family.map(({ subscription }) => subscription);
      const start = startSubscription({
        id: newId(),
        account: billed,
        plan,
        quantity: ask.quantity,
        familySubscriptions,
        now,
        billingDay: ask.billingDay ?? null,
        startDate: ask.startDate ?? null,
      });
      if (!start.ok) throw new AppError(start.error.code, { ...start.error });

      const { subscription, replaced, convertedTrial, events } = start.value;
      const { userId, metadata, externalKey = null } = ask;
      const started: SubscriptionRecord = { subscription, userId, metadata, externalKey };
      const ended = [...replaced, ...(convertedTrial ? [convertedTrial] : [])];
      const moved = ended.map((after) => ({ before: byId(familySubscriptions, after.id), after }));
      await this.commit.run({ account, now, moved, started, events });

      const endedIds = new Set(ended.map(({ id }) => id));
      const gaveWay = family.filter((record) => endedIds.has(record.subscription.id));
      const trial = familySubscriptions.find(({ status }) => status === 'trial') ?? null;
      const { couponCode } = ask;
      return this.bill.run({ account, started, plan, replaced: gaveWay, trial, couponCode }, now);
    });
  }
}

function byId(subscriptions: readonly Subscription[], id: string): Subscription {
  return subscriptions.find((subscription) => subscription.id === id) as Subscription;
}
