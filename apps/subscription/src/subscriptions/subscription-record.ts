import type { Subscription } from '@libs/billing/subscription';

/** A subscription as stored: what billing decides on, and what it only keeps. */
export interface SubscriptionRecord {
  readonly subscription: Subscription;
  /** Who subscribed; null when staff or a server did it for the account. */
  readonly userId: number | null;
  readonly externalKey: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}
