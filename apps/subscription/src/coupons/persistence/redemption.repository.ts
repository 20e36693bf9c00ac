import { Injectable } from '@nestjs/common';
import type { RedeemedCoupon } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import { COUPON_COLUMNS, toCouponRecord, type CouponRow } from './coupon.row';

export interface RedemptionToAdd {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly couponId: string;
  readonly at: Instant;
}

export interface CycleUse {
  readonly subscriptionId: string;
  readonly code: string;
}

/** Which subscription holds which coupon, and for how many cycles it counted. */
@Injectable()
export class RedemptionRepository {
  constructor(private readonly database: Database) {}

  /** False when the subscription holds the coupon already. The caller holds the coupon's row. */
  async add({ accountId, subscriptionId, couponId, at }: RedemptionToAdd): Promise<boolean> {
    const added = await this.database.query(
      `INSERT INTO coupon_redemption (account_id, subscription_id, coupon_id, position, redeemed_at)
       SELECT $1, $2, $3, count(*), $4 FROM coupon_redemption WHERE subscription_id = $2
       ON CONFLICT (subscription_id, coupon_id) DO NOTHING RETURNING coupon_id`,
      [accountId, subscriptionId, couponId, at.toDate()],
    );
    if (added.length === 0) return false;
    await this.database.query(`UPDATE coupon SET redemptions = redemptions + 1 WHERE id = $1`, [couponId]);
    return true;
  }

  /** Takes back what counted on no bill; the coupon's count with it. */
  async giveBack(subscriptionId: string): Promise<{ couponId: string; accountId: string; code: string }[]> {
    return this.database.query(
      `WITH freed AS (
         DELETE FROM coupon_redemption WHERE subscription_id = $1 AND cycles_used = 0 RETURNING coupon_id, account_id)
       UPDATE coupon SET redemptions = redemptions - 1 FROM freed WHERE coupon.id = freed.coupon_id
       RETURNING coupon.id AS "couponId", account_id AS "accountId", code`,
      [subscriptionId],
    );
  }

  /** By subscription, in the order of their redemption; subscriptions without a coupon are left out. */
  async of(subscriptionIds: readonly string[]): Promise<ReadonlyMap<string, readonly RedeemedCoupon[]>> {
    const rows = await this.database.named<CouponRow & { subscription_id: string; cycles_used: number }>(
      'coupon_redemptions_of',
      `SELECT subscription_id, cycles_used, ${COUPON_COLUMNS}
       FROM coupon_redemption JOIN coupon ON coupon.id = coupon_redemption.coupon_id
       WHERE subscription_id = ANY($1::uuid[]) ORDER BY subscription_id, position`,
      [subscriptionIds],
    );
    const redeemed = new Map<string, RedeemedCoupon[]>();
    for (const row of rows) {
      const held = redeemed.get(row.subscription_id) ?? [];
      held.push({ coupon: toCouponRecord(row).coupon, cyclesUsed: row.cycles_used });
      redeemed.set(row.subscription_id, held);
    }
    return redeemed;
  }

  /** One cycle more for each use. */
  async countCycles(uses: readonly CycleUse[]): Promise<void> {
    await this.database.named(
      'coupon_cycles_count',
      `UPDATE coupon_redemption SET cycles_used = cycles_used + used.cycles
       FROM (SELECT subscription_id, code, count(*)::integer AS cycles
             FROM unnest($1::uuid[], $2::text[]) AS u(subscription_id, code) GROUP BY subscription_id, code) used
       JOIN coupon ON coupon.code = used.code
       WHERE coupon_redemption.subscription_id = used.subscription_id AND coupon_redemption.coupon_id = coupon.id`,
      [uses.map(({ subscriptionId }) => subscriptionId), uses.map(({ code }) => code)],
    );
  }

  /** One cycle less, since the bill it counted for is void. */
  async freeCycle(subscriptionId: string, invoiceCoupons: readonly string[]): Promise<void> {
    await this.database.query(
      `UPDATE coupon_redemption SET cycles_used = cycles_used - 1 FROM coupon
       WHERE coupon.id = coupon_redemption.coupon_id AND coupon.code = ANY($2::text[])
         AND subscription_id = $1 AND cycles_used > 0`,
      [subscriptionId, invoiceCoupons],
    );
  }
}
