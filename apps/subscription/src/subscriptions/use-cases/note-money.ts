import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { SubscriptionEventRepository, type MoneyNote } from '../persistence/subscription-event.repository';
import { SubscriptionRepository } from '../persistence/subscription.repository';

/** Money of a bill that went back, or is contested, is part of its subscription's history; it changes no state. */
@Injectable()
export class NoteMoney {
  constructor(
    private readonly subscriptions: SubscriptionRepository,
    private readonly history: SubscriptionEventRepository,
  ) {}

  async run(subscriptionId: string, { type, cause }: MoneyNote, now: Instant): Promise<void> {
    const record = await this.subscriptions.byId(subscriptionId);
    if (!record) return;
    const { accountId, status } = record.subscription;
    await this.history.add(accountId, [{ type, cause, subscriptionId, from: status, to: status }], now);
  }
}
