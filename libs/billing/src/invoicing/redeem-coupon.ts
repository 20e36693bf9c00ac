import type { Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import type { Coupon } from './coupon';

export interface RedeemFacts {
  readonly coupon: Coupon;
  /** False once it was deleted: those who redeemed it keep it. */
  readonly isActive: boolean;
  /** Read under the lock that guards the count. */
  readonly redemptions: number;
  readonly planId: number;
  readonly currency: string;
  readonly now: Instant;
}

export interface RedeemRefusal {
  readonly code:
    | 'coupon_inactive'
    | 'coupon_expired'
    | 'coupon_used_up'
    | 'coupon_not_for_plan'
    | 'coupon_not_in_currency';
}

/** A coupon as a subscription holds it. */
export interface RedeemedCoupon {
  readonly coupon: Coupon;
  /** Billed cycles it has counted for so far. */
  readonly cyclesUsed: number;
}

/**
 * Redeems a coupon for a subscription: at 99 of 100 redemptions → accepted, at 100 → `coupon_used_up`. Refusals in
 * their order of precedence: inactive, expired, used up, another plan, another currency.
 */
export function redeemCoupon(facts: RedeemFacts): Result<RedeemedCoupon, RedeemRefusal> {
  const { coupon, isActive, redemptions, planId, currency, now } = facts;
  const { redeemBy, redemptionsMax, planIds, value } = coupon;
  if (!isActive) return refuse({ code: 'coupon_inactive' });
  if (redeemBy && now.isAfter(redeemBy)) return refuse({ code: 'coupon_expired' });
  if (redemptionsMax !== null && redemptions >= redemptionsMax) return refuse({ code: 'coupon_used_up' });
  if (planIds && !planIds.includes(planId)) return refuse({ code: 'coupon_not_for_plan' });
  if (value.kind === 'amount' && value.amountOff.currency !== currency) {
    return refuse({ code: 'coupon_not_in_currency' });
  }
  return ok({ coupon, cyclesUsed: 0 });
}

/** True while a redeemed coupon counts: once → for 1 cycle, repeating → for its number of cycles, forever → always. */
export function isInForce({ coupon, cyclesUsed }: RedeemedCoupon): boolean {
  if (coupon.duration === 'forever') return true;
  return cyclesUsed < (coupon.durationCycles ?? 1);
}
