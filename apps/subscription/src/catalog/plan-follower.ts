import type { Instant } from '@libs/calendar';
import type { CatalogPlan } from './catalog-plan';

/** A room whose facts name versions of plans. It registers itself at start, since the catalog knows none. */
export interface PlanFollower {
  /** Moves what is on an older version to this one, at the first period start on or after an instant. In the transaction of the change. */
  follow(plan: CatalogPlan, effectiveAt: Instant): Promise<void>;
}

/** Every PlanFollower there is. */
export const PLAN_FOLLOWERS = Symbol('plan followers');
