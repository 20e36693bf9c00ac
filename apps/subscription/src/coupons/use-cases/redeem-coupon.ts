import { Injectable } from '@nestjs/common';
import { redeemCoupon } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { AuditApi } from '../../audit/audit.api';
import { CouponRepository } from '../persistence/coupon.repository';
import { RedemptionRepository } from '../persistence/redemption.repository';

export interface CouponToRedeem {
  readonly code: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly planId: number;
  /** The account's. */
  readonly currency: string;
  readonly now: Instant;
}

/** Gives a subscription a coupon, in the transaction that starts it. The coupon's row guards the count. */
@Injectable()
export class RedeemCoupon {
  constructor(
    private readonly coupons: CouponRepository,
    private readonly redemptions: RedemptionRepository,
    private readonly audit: AuditApi,
  ) {}

  /** @throws AppError `coupon_not_found` and the kernel's refusals: `coupon_inactive`, `coupon_expired`, `coupon_used_up`, … */
  async run({ code, accountId, subscriptionId, planId, currency, now }: CouponToRedeem): Promise<void> {
    const record = await this.coupons.lockByCode(code);
    if (!record) throw new AppError('coupon_not_found');
    const { coupon, isActive, redemptions, id: couponId } = record;
    const redeemed = redeemCoupon({ coupon, isActive, redemptions, planId, currency, now });
    if (!redeemed.ok) throw new AppError(redeemed.error.code);
    const isNew = await this.redemptions.add({ accountId, subscriptionId, couponId, at: now });
    if (!isNew) return;
    await this.audit.record({
      action: 'coupon.redeemed',
      subject: { type: 'coupon', id: couponId },
      accountId,
      after: { code, subscription_id: subscriptionId },
    });
  }

  /** In the transaction that ends what never began, after its bills were voided. */
  async giveBack(subscriptionId: string): Promise<void> {
    for (const { couponId, accountId, code } of await this.redemptions.giveBack(subscriptionId)) {
      const subject = { type: 'coupon', id: couponId };
      const before = { code, subscription_id: subscriptionId };
      await this.audit.record({ action: 'coupon.given_back', subject, accountId, before });
    }
  }
}
