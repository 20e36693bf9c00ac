import type { Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import { Money, Rate } from '@libs/money';

export const COUPON_DURATIONS = ['once', 'repeating', 'forever'] as const;
export type CouponDuration = (typeof COUPON_DURATIONS)[number];

export type CouponValue =
  | { readonly kind: 'percent'; readonly percentOff: Rate }
  | { readonly kind: 'amount'; readonly amountOff: Money };

export interface Coupon {
  readonly code: string;
  readonly value: CouponValue;
  readonly duration: CouponDuration;
  /** For how many billed cycles a repeating one counts; null for the others. */
  readonly durationCycles: number | null;
  /** Null: any plan. */
  readonly planIds: readonly number[] | null;
  /** The last instant of redeeming, included; null is without end. */
  readonly redeemBy: Instant | null;
  readonly redemptionsMax: number | null;
}

export interface CouponToRead {
  readonly percentOff?: number | string | undefined;
  readonly amountOff?: number | string | undefined;
  readonly currency?: string | undefined;
  readonly duration: CouponDuration;
  readonly durationCycles?: number | undefined;
}

/** The field as clients name it, and what is wrong with it. */
export interface CouponRefusal {
  readonly code: 'invalid_coupon';
  readonly field: 'percent_off' | 'amount_off' | 'currency' | 'duration_in_cycles';
  readonly problem: 'required' | 'not_allowed' | 'not_a_decimal' | 'out_of_range' | 'unknown_currency';
}

type CouponTerms = Pick<Coupon, 'value' | 'duration' | 'durationCycles'>;

/**
 * Reads what a coupon takes off and for how long: either `percent_off` over 0 and up to 100, or a positive `amount_off`
 * with its currency; `duration_in_cycles` for `repeating` only. 25 % for 3 cycles → `{percentOff: 25}`, 3.
 */
export function readCouponTerms(coupon: CouponToRead): Result<CouponTerms, CouponRefusal> {
  const value = coupon.percentOff === undefined ? amountValue(coupon) : percentValue(coupon);
  if (!value.ok) return value;
  const { duration, durationCycles } = coupon;
  if (duration !== 'repeating') {
    if (durationCycles !== undefined) return refused('duration_in_cycles', 'not_allowed');
    return ok({ value: value.value, duration, durationCycles: null });
  }
  if (durationCycles === undefined) return refused('duration_in_cycles', 'required');
  if (!Number.isSafeInteger(durationCycles) || durationCycles < 1) return refused('duration_in_cycles', 'out_of_range');
  return ok({ value: value.value, duration, durationCycles });
}

function percentValue({ percentOff = '', amountOff, currency }: CouponToRead): Result<CouponValue, CouponRefusal> {
  if (amountOff !== undefined) return refused('amount_off', 'not_allowed');
  if (currency !== undefined) return refused('currency', 'not_allowed');
  const percent = Rate.parse(percentOff);
  if (!percent.ok) return refused('percent_off', percent.error.code === 'negative' ? 'out_of_range' : 'not_a_decimal');
  const isInRange = percent.value.isPositive() && percent.value.compare(Rate.of('100')) <= 0;
  return isInRange ? ok({ kind: 'percent', percentOff: percent.value }) : refused('percent_off', 'out_of_range');
}

function amountValue({ amountOff, currency }: CouponToRead): Result<CouponValue, CouponRefusal> {
  if (amountOff === undefined) return refused('percent_off', 'required');
  if (currency === undefined) return refused('currency', 'required');
  const amount = Money.parseDecimal(amountOff, currency);
  if (!amount.ok) {
    const isUnknown = amount.error.code === 'unknown_currency';
    return isUnknown ? refused('currency', 'unknown_currency') : refused('amount_off', 'not_a_decimal');
  }
  return amount.value.isPositive()
    ? ok({ kind: 'amount', amountOff: amount.value })
    : refused('amount_off', 'out_of_range');
}

function refused(field: CouponRefusal['field'], problem: CouponRefusal['problem']): Result<never, CouponRefusal> {
  return refuse({ code: 'invalid_coupon', field, problem });
}
