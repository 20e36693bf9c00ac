import { Injectable } from '@nestjs/common';
import { SubscriptionRepository } from './persistence/subscription.repository';
import type { SubscriptionRecord } from './subscription-record';

export type { SubscriptionRecord } from './subscription-record';

/** What other rooms may read of subscriptions. To change one, ask SubscriptionsApi. */
@Injectable()
export class SubscriptionRecordsApi {
  constructor(private readonly subscriptions: SubscriptionRepository) {}

  async byId(id: string): Promise<SubscriptionRecord | undefined> {
    return this.subscriptions.byId(id);
  }

  /** Those that have not ended, the newest first; pending ones included. */
  async unendedOf(accountId: string): Promise<SubscriptionRecord[]> {
    return this.subscriptions.unendedOf(accountId);
  }
}
