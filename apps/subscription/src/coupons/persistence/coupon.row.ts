import type { CouponDuration } from '@libs/billing/invoicing';
import { Instant } from '@libs/calendar';
import { Money, Rate } from '@libs/money';
import type { CouponRecord } from '../coupon-record';

export interface CouponRow {
  id: string;
  code: string;
  percent_off: string | null;
  amount_off_minor: string | null;
  currency: string | null;
  duration: CouponDuration;
  duration_cycles: number | null;
  plan_ids: number[] | null;
  redeem_by: Date | null;
  redemptions_max: number | null;
  redemptions: number;
  is_active: boolean;
  created_at: Date;
}

export const COUPON_COLUMNS = `coupon.id, code, percent_off, amount_off_minor, currency, duration, duration_cycles, plan_ids,
  redeem_by, redemptions_max, redemptions, is_active, created_at`;

export function toCouponRecord(row: CouponRow): CouponRecord {
  const { percent_off: percent, amount_off_minor: minor, currency } = row;
  return {
    id: row.id,
    coupon: {
      code: row.code,
      value:
        percent === null
          ? { kind: 'amount', amountOff: Money.ofMinor(BigInt(minor ?? 0), currency ?? '') }
          : { kind: 'percent', percentOff: Rate.of(percent) },
      duration: row.duration,
      durationCycles: row.duration_cycles,
      planIds: row.plan_ids,
      redeemBy: row.redeem_by && Instant.fromDate(row.redeem_by),
      redemptionsMax: row.redemptions_max,
    },
    isActive: row.is_active,
    redemptions: row.redemptions,
    createdAt: Instant.fromDate(row.created_at),
  };
}
