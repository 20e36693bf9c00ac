import { Injectable } from '@nestjs/common';
import { dueWork, type Subscription, type SubscriptionEvent } from '@libs/billing/subscription';
import { TimeZone, type Instant } from '@libs/calendar';
import type { Account } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { EntitlementsApi } from '../../entitlements/entitlements.api';
import { SubscriptionEventRepository } from '../persistence/subscription-event.repository';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import type { SubscriptionRecord } from '../subscription-record';

export interface ChangeToCommit {
  readonly account: Account;
  readonly now: Instant;
  /** Ended ones first: the place they leave in their family may be taken by the next. */
  readonly moved: readonly { readonly before: Subscription; readonly after: Subscription }[];
  readonly started?: SubscriptionRecord | undefined;
  readonly events: readonly SubscriptionEvent[];
}

/** Writes a decision: rows, history, one audit row for each event, and what the account may use from now on. */
@Injectable()
export class CommitChange {
  constructor(
    private readonly subscriptions: SubscriptionRepository,
    private readonly history: SubscriptionEventRepository,
    private readonly audit: AuditApi,
    private readonly entitlements: EntitlementsApi,
  ) {}

  /** Runs in the transaction that holds the account's lock. @throws AppError `external_key_taken` */
  async run({ account, now, moved, started, events }: ChangeToCommit): Promise<void> {
    const zone = TimeZone.of(account.timeZone);
    for (const { before, after: next } of moved) {
      await this.subscriptions.save([{ next, from: before.status, due: dueWork(next, zone) }]);
    }
    if (started) await this.subscriptions.add(started, dueWork(started.subscription, zone));
    await this.history.add(account.id, events, now);
    const after = new Map(
      [...moved.map((each) => each.after), ...(started ? [started.subscription] : [])].map((each) => [each.id, each]),
    );
    const before = new Map(moved.map((each) => [each.before.id, each.before]));
    for (const { type, subscriptionId: id, cause } of events) {
      await this.audit.record({
        action: type,
        subject: { type: 'subscription', id },
        accountId: account.id,
        before: factsOf(before.get(id)),
        after: { ...factsOf(after.get(id)), cause },
      });
    }
    await this.entitlements.refresh(account, now);
  }
}

function factsOf(subscription: Subscription | undefined): object | undefined {
  if (!subscription) return undefined;
  const { status, planId, planVersion, quantity, periodPrice, currentPeriod, cancelAtPeriodEnd } = subscription;
  return {
    status,
    plan_id: planId,
    plan_version: planVersion,
    quantity,
    period_price: String(periodPrice),
    period_start: String(currentPeriod.start),
    period_end: String(currentPeriod.end),
    cancel_at_period_end: cancelAtPeriodEnd,
  };
}
