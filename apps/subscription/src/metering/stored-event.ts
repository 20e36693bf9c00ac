import type { Instant } from '@libs/calendar';

/** A usage event as it is kept. */
export interface StoredEvent {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly idempotencyKey: string;
  readonly metric: string;
  /** Plain decimal text. */
  readonly quantity: string;
  readonly happenedAt: Instant;
  readonly properties: Readonly<Record<string, unknown>>;
}
