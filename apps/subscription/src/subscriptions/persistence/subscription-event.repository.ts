import { Injectable } from '@nestjs/common';
import type { SubscriptionEvent } from '@libs/billing/subscription';
import { Instant } from '@libs/calendar';
import { currentContext } from '@libs/observability';
import { Database, newId } from '@libs/persistence';

export interface SubscriptionEventRow {
  id: string;
  subscription_id: string;
  type: string;
  from_status: string | null;
  to_status: string;
  cause: string;
  actor: string | null;
  occurred_at: Date;
}

/** What became of money that was paid for a subscription. */
export type MoneyNote =
  | { readonly type: 'payment.refunded'; readonly cause: 'refund_paid' }
  | { readonly type: 'payment.disputed'; readonly cause: `dispute_${'opened' | 'won' | 'lost'}` };

/** What a history row says; besides the kernel's transitions, what became of a payment. */
export interface EventToKeep {
  readonly type: SubscriptionEvent['type'] | 'payment.failed' | MoneyNote['type'];
  readonly subscriptionId: string;
  readonly from: SubscriptionEvent['from'];
  readonly to: SubscriptionEvent['to'];
  readonly cause: SubscriptionEvent['cause'] | MoneyNote['cause'];
}

const INSERT = `
  INSERT INTO subscription_event (account_id, subscription_id, id, type, from_status, to_status, cause, actor, request_id, occurred_at)
  SELECT e.*, $8, $9, $10
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[]) AS e`;
const PAGE = `
  SELECT id, subscription_id, type, from_status, to_status, cause, actor, occurred_at FROM subscription_event
  WHERE subscription_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`;
/** Ids are made in their order under the lock of the account, those of bills too. */
const DEPARTURE = `
  SELECT min(occurred_at) AS at FROM subscription_event
  WHERE subscription_id = $1 AND id > $2 AND (cause = 'plan_changed' OR type = 'subscription.paused')`;

/** The history of subscriptions: rows are added, never changed. */
@Injectable()
export class SubscriptionEventRepository {
  constructor(private readonly database: Database) {}

  async add(accountId: string, events: readonly EventToKeep[], at: Instant): Promise<void> {
    await this.addMany(
      events.map((event) => ({ accountId, event })),
      at,
    );
  }

  /** Of many accounts in one statement. */
  async addMany(kept: readonly { accountId: string; event: EventToKeep }[], at: Instant): Promise<void> {
    if (kept.length === 0) return;
    const { actor = null, requestId = null } = currentContext() ?? {};
    await this.database.named('subscription_event_insert', INSERT, [
      kept.map(({ accountId }) => accountId),
      kept.map(({ event }) => event.subscriptionId),
      kept.map(() => newId()),
      kept.map(({ event }) => event.type),
      kept.map(({ event }) => event.from),
      kept.map(({ event }) => event.to),
      kept.map(({ event }) => event.cause),
      actor,
      requestId,
      at.toDate(),
    ]);
  }

  /** When its price or its period departed first from what an invoice of it had billed; null: it did not. */
  async departedSince(subscriptionId: string, invoiceId: string): Promise<Instant | null> {
    const [row] = await this.database.query<{ at: Date | null }>(DEPARTURE, [subscriptionId, invoiceId]);
    return row?.at ? Instant.fromDate(row.at) : null;
  }

  /** The newest first, one more than the limit. */
  async page(subscriptionId: string, limit: number, beforeId?: string): Promise<SubscriptionEventRow[]> {
    return this.database.query(PAGE, [subscriptionId, beforeId ?? null, limit + 1]);
  }
}
