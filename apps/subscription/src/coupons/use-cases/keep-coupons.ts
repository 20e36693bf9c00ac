import { Inject, Injectable } from '@nestjs/common';
import { readCouponTerms, type CouponToRead } from '@libs/billing/invoicing';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import { AppError, invalidField } from '@libs/errors';
import { Database, newId } from '@libs/persistence';
import { AuditApi, changedFacts } from '../../audit/audit.api';
import { CatalogApi } from '../../catalog/catalog.api';
import type { CouponChange, CouponRecord } from '../coupon-record';
import { CouponRepository } from '../persistence/coupon.repository';

export interface NewCoupon extends CouponToRead {
  readonly code: string;
  readonly planIds: readonly number[] | null;
  readonly redeemBy: Instant | null;
  readonly redemptionsMax: number | null;
}

const MESSAGES = {
  required: 'Send percent_off, or amount_off with its currency; duration_in_cycles goes with repeating.',
  not_allowed: 'Leave this field out; it does not go with the others.',
  not_a_decimal: 'Send a number or a decimal string with no more decimals than the currency has.',
  out_of_range: 'Percent go over 0 up to 100; amounts and cycles are positive.',
  unknown_currency: 'Use an upper-case ISO 4217 code such as USD.',
} as const;

/** Keeps the coupons that staff hand out. */
@Injectable()
export class KeepCoupons {
  constructor(
    private readonly database: Database,
    private readonly coupons: CouponRepository,
    private readonly audit: AuditApi,
    private readonly catalog: CatalogApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `coupon_code_taken`, `validation_failed` */
  async create({ code, planIds, redeemBy, redemptionsMax, ...given }: NewCoupon): Promise<CouponRecord> {
    const terms = readCouponTerms(given);
    if (!terms.ok) {
      const { field, problem } = terms.error;
      throw invalidField(field, problem, MESSAGES[problem]);
    }
    await this.checkPlans(planIds);
    const coupon = { code, ...terms.value, planIds, redeemBy, redemptionsMax };
    const record = { id: newId(), coupon, isActive: true, redemptions: 0, createdAt: this.clock.now() };
    await this.database.transaction(async () => {
      await this.coupons.add(record);
      await this.audit.record({ action: 'coupon.created', subject: subjectOf(record), after: factsOf(record) });
    });
    return record;
  }

  /**
   * Members that are undefined stay as they are.
   * @throws AppError `not_found`, `coupon_limit_too_low`, `validation_failed`
   */
  async update(id: string, change: CouponChange): Promise<CouponRecord> {
    await this.checkPlans(change.planIds ?? null);
    return this.database.transaction(async () => {
      const before = await this.coupons.lock(id);
      if (!before) throw new AppError('not_found');
      const { isActive = before.isActive, ...terms } = change;
      const given = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
      const after: CouponRecord = { ...before, isActive, coupon: { ...before.coupon, ...given } };
      const { redemptionsMax } = after.coupon;
      if (redemptionsMax !== null && redemptionsMax < after.redemptions) {
        throw new AppError('coupon_limit_too_low', { redemptions: after.redemptions });
      }
      const facts = changedFacts(factsOf(before), factsOf(after));
      if (!facts) return before;
      await this.coupons.save(after);
      const action = before.isActive && !isActive ? 'coupon.deleted' : 'coupon.updated';
      await this.audit.record({ action, subject: subjectOf(after), ...facts });
      return after;
    });
  }

  private async checkPlans(planIds: readonly number[] | null): Promise<void> {
    const plans = await Promise.all((planIds ?? []).map((id) => this.catalog.planById(id)));
    if (plans.includes(undefined)) throw invalidField('plan_ids', 'unknown_plan', 'Name plans of GET /v1/plans.');
  }

  /** @throws AppError `not_found` */
  async one(id: string): Promise<CouponRecord> {
    const record = await this.coupons.byId(id);
    if (!record) throw new AppError('not_found');
    return record;
  }

  /** One more than `limit`, the newest first. */
  async page(code: string | undefined, limit: number, beforeId?: string): Promise<CouponRecord[]> {
    return this.coupons.page(code, limit, beforeId);
  }
}

function subjectOf({ id }: CouponRecord) {
  return { type: 'coupon', id };
}

function factsOf({ coupon, isActive }: CouponRecord) {
  const { code, value, duration, durationCycles, planIds, redeemBy, redemptionsMax } = coupon;
  return {
    code,
    takes_off: value.kind === 'percent' ? `${value.percentOff} %` : String(value.amountOff),
    duration,
    duration_in_cycles: durationCycles,
    plan_ids: planIds,
    redeem_by: redeemBy && String(redeemBy),
    max_redemptions: redemptionsMax,
    is_active: isActive,
  };
}
