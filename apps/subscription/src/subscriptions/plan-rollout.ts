import type { PendingVersion } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';

/** A new version of a plan on its way to the present subscribers, who are told page by page. */
export interface PlanRollout extends PendingVersion {
  readonly id: string;
  readonly announcedAt: Instant;
  /** Who asked for it: the history of each subscription says so. */
  readonly actor: string | null;
  readonly requestId: string | null;
  readonly subscribersTold: number;
  /** Null while some may not have been told. */
  readonly finishedAt: Instant | null;
}
