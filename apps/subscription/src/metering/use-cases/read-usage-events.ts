import { Injectable } from '@nestjs/common';
import { invalidField } from '@libs/errors';
import { SubscriptionRecordsApi } from '../../subscriptions/subscription-records.api';
import { UsageEventRepository, type UsageEventFilter } from '../persistence/usage-event.repository';
import type { StoredEvent } from '../stored-event';

const EXPORT_PAGE = 5_000;

export type EventPosition = Pick<StoredEvent, 'happenedAt' | 'idempotencyKey'>;

/** Usage as it was taken in, for staff. */
@Injectable()
export class ReadUsageEvents {
  constructor(
    private readonly events: UsageEventRepository,
    private readonly subscriptions: SubscriptionRecordsApi,
  ) {}

  /**
   * Of one account, the newest first, one more than the limit. Nothing for a subscription that is not there.
   * @throws AppError `validation_failed` when neither an account nor a subscription is named
   */
  async newest(filter: UsageEventFilter, limit: number, before?: EventPosition): Promise<StoredEvent[]> {
    const accountId = filter.accountId ?? (await this.accountOf(filter.subscriptionId));
    return accountId === undefined ? [] : this.events.newest(accountId, filter, limit, before);
  }

  async byKey(accountId: string, idempotencyKey: string): Promise<StoredEvent | undefined> {
    return this.events.byKey(accountId, idempotencyKey);
  }

  /** All of them, by account and key, page after page: memory stays flat however many there are. */
  async *pages(filter: UsageEventFilter): AsyncGenerator<StoredEvent[]> {
    let last: StoredEvent | undefined;
    do {
      const page: StoredEvent[] = await this.events.page(filter, EXPORT_PAGE, last);
      yield page;
      last = page.length === EXPORT_PAGE ? page.at(-1) : undefined;
    } while (last);
  }

  private async accountOf(subscriptionId: string | undefined): Promise<string | undefined> {
    if (subscriptionId !== undefined) return (await this.subscriptions.byId(subscriptionId))?.subscription.accountId;
    throw invalidField('account_id', 'required', 'Name an account_id or a subscription_id.');
  }
}
