import { Inject, Injectable } from '@nestjs/common';
import { isInForce } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { SubscriptionEventRepository, type SubscriptionEventRow } from '../persistence/subscription-event.repository';
import { SubscriptionRepository, type SubscriptionPage } from '../persistence/subscription.repository';
import type { SubscriptionRecord } from '../subscription-record';

/** Reads subscriptions; `accountId` narrows to one account's, undefined is all of them. */
@Injectable()
export class ReadSubscriptions {
  constructor(
    private readonly subscriptions: SubscriptionRepository,
    private readonly history: SubscriptionEventRepository,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `not_found`, also for another account's */
  async one(id: string, accountId: string | undefined): Promise<SubscriptionRecord> {
    const record = await this.subscriptions.byId(id);
    if (!record || (accountId !== undefined && record.subscription.accountId !== accountId))
      throw new AppError('not_found');
    return record;
  }

  /**
   * The one that gives service now: of several families the default one, then the newest; a paid one before a trial.
   * @throws AppError `not_found`
   */
  async active(accountId: string): Promise<SubscriptionRecord> {
    const now = this.clock.now();
    const inForce = (await this.subscriptions.unendedOf(accountId)).filter(({ subscription }) =>
      isInForce(subscription, now),
    );
    const rank = ({ subscription: { family, status } }: SubscriptionRecord) =>
      (family === 'default' ? 0 : 2) + (status === 'trial' ? 1 : 0);
    const [found] = inForce.toSorted((a, b) => rank(a) - rank(b));
    if (!found) throw new AppError('not_found');
    return found;
  }

  /** The newest first, one more than the limit. */
  async page(page: SubscriptionPage): Promise<SubscriptionRecord[]> {
    return this.subscriptions.page(page);
  }

  /** Its history, the newest first, one more than the limit. @throws AppError `not_found`, also for another account's */
  async events(
    id: string,
    accountId: string | undefined,
    page: { limit: number; beforeId?: string | undefined },
  ): Promise<SubscriptionEventRow[]> {
    await this.one(id, accountId);
    return this.history.page(id, page.limit, page.beforeId);
  }
}
