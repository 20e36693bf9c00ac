import { Injectable } from '@nestjs/common';
import type { RedeemedCoupon } from '@libs/billing/invoicing';
import { RedemptionRepository, type CycleUse } from './persistence/redemption.repository';
import { RedeemCoupon, type CouponToRedeem } from './use-cases/redeem-coupon';

export type { CouponToRedeem } from './use-cases/redeem-coupon';
export type { CycleUse } from './persistence/redemption.repository';

/** What other rooms may ask of coupons. Every call joins the open transaction. */
@Injectable()
export class CouponsApi {
  constructor(
    private readonly redemption: RedeemCoupon,
    private readonly redemptions: RedemptionRepository,
  ) {}

  /** Before its first bill. @throws AppError `coupon_not_found` and the refusals of the kernel's `redeemCoupon` */
  async redeem(ask: CouponToRedeem): Promise<void> {
    await this.redemption.run(ask);
  }

  /** By subscription, in the order of their redemption; subscriptions without a coupon are left out. */
  async redeemedOf(subscriptionIds: readonly string[]): Promise<ReadonlyMap<string, readonly RedeemedCoupon[]>> {
    return subscriptionIds.length === 0 ? new Map() : this.redemptions.of(subscriptionIds);
  }

  /** The coupons counted for one billed cycle more. */
  async countCycles(uses: readonly CycleUse[]): Promise<void> {
    if (uses.length > 0) await this.redemptions.countCycles(uses);
  }

  /** A subscription never began: the coupons it held may be redeemed by another. One that counted on a bill stays. */
  async giveBack(subscriptionId: string): Promise<void> {
    await this.redemption.giveBack(subscriptionId);
  }

  /** A bill on which coupons counted was voided: its cycle is theirs again. */
  async freeCycle(subscriptionId: string, codes: readonly string[]): Promise<void> {
    if (codes.length > 0) await this.redemptions.freeCycle(subscriptionId, codes);
  }
}
