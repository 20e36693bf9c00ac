import type { PendingVersion } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';

/** A new version of a plan on its way to the present subscribers, who are told page by page. */
export interface PlanRollout extends PendingVersion {
  readonly id: string;
  readonly announcedAt: Instant;
  /** Who asked for it: named in the history of whom its own pages tell; not of whom a bill or another rollout told first. */
  readonly actor: string | null;
  readonly requestId: string | null;
  /** By its own pages. */
  readonly subscribersTold: number;
  /** Null while some may not have been told. */
  readonly finishedAt: Instant | null;
}
