import type { Instant } from '@libs/calendar';
import type { CatalogPlan } from './catalog-plan';

/** A room whose facts name versions of plans. It registers itself at start, since the catalog knows none. */
export interface PlanFollower {
  /**
   * What is on an older version moves to this one, at the first period start on or after an instant. Called in the transaction
   * of the change: note it there, and do it after.
   */
  follow(plan: CatalogPlan, effectiveAt: Instant): Promise<void>;
}

/** Every PlanFollower there is. */
export const PLAN_FOLLOWERS = Symbol('plan followers');
