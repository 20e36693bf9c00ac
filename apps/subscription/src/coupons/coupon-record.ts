import type { Coupon } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';

/** A coupon as stored. */
export interface CouponRecord {
  readonly id: string;
  readonly coupon: Coupon;
  /** False once it was deleted: those who redeemed it keep it. */
  readonly isActive: boolean;
  readonly redemptions: number;
  readonly createdAt: Instant;
}

/** What may change later; what a coupon takes off never does, since others hold it already. */
export interface CouponChange {
  readonly redeemBy?: Instant | null | undefined;
  readonly redemptionsMax?: number | null | undefined;
  readonly planIds?: readonly number[] | null | undefined;
  readonly isActive?: boolean | undefined;
}
