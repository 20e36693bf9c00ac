import type { Instant } from '@libs/calendar';

/** An account whose due work failed, and waits for somebody to look. */
export interface ParkedWork {
  readonly id: string;
  readonly accountId: string;
  /** The first of its subscriptions that was due; null for work that is the whole account's. */
  readonly subscriptionId: string | null;
  readonly step: string;
  /** One sentence for staff. */
  readonly reason: string;
  readonly parkedAt: Instant;
}

/** Work that failed. */
export type WorkToPark = Pick<ParkedWork, 'accountId' | 'subscriptionId' | 'step'>;

/** A subscription whose account's lock is held. */
export interface ClaimedWork {
  readonly subscriptionId: string;
  readonly accountId: string;
  readonly step: string;
}
