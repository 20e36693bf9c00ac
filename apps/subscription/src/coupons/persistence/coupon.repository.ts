import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { Database } from '@libs/persistence';
import type { CouponRecord } from '../coupon-record';
import { COUPON_COLUMNS, toCouponRecord, type CouponRow } from './coupon.row';

/** Coupons; deleted ones stay for those who redeemed them. */
@Injectable()
export class CouponRepository {
  constructor(private readonly database: Database) {}

  /** @throws AppError `coupon_code_taken` */
  async add({ id, coupon, createdAt }: CouponRecord): Promise<void> {
    const { value } = coupon;
    const rows = await this.database.query(
      `INSERT INTO coupon (id, code, percent_off, amount_off_minor, currency, duration, duration_cycles, plan_ids, redeem_by,
                           redemptions_max, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (lower(code)) DO NOTHING RETURNING id`,
      [
        id,
        coupon.code,
        value.kind === 'percent' ? value.percentOff.toDecimalText() : null,
        value.kind === 'amount' ? value.amountOff.minor : null,
        value.kind === 'amount' ? value.amountOff.currency : null,
        coupon.duration,
        coupon.durationCycles,
        coupon.planIds,
        coupon.redeemBy?.toDate() ?? null,
        coupon.redemptionsMax,
        createdAt.toDate(),
      ],
    );
    if (rows.length === 0) throw new AppError('coupon_code_taken');
  }

  async byId(id: string): Promise<CouponRecord | undefined> {
    return this.one(`SELECT ${COUPON_COLUMNS} FROM coupon WHERE id = $1`, id);
  }

  /** Holds the row until the transaction ends. */
  async lock(id: string): Promise<CouponRecord | undefined> {
    return this.one(`SELECT ${COUPON_COLUMNS} FROM coupon WHERE id = $1 FOR UPDATE`, id);
  }

  /** By what customers type, in whatever case; holds the row, which guards the count of redemptions, until the transaction ends. */
  async lockByCode(code: string): Promise<CouponRecord | undefined> {
    return this.one(`SELECT ${COUPON_COLUMNS} FROM coupon WHERE lower(code) = lower($1) FOR UPDATE`, code);
  }

  async save({ id, coupon, isActive }: CouponRecord): Promise<void> {
    await this.database.query(
      `UPDATE coupon SET plan_ids = $2, redeem_by = $3, redemptions_max = $4, is_active = $5 WHERE id = $1`,
      [id, coupon.planIds, coupon.redeemBy?.toDate() ?? null, coupon.redemptionsMax, isActive],
    );
  }

  /** One more than `limit`, the newest first. */
  async page(code: string | undefined, limit: number, beforeId?: string): Promise<CouponRecord[]> {
    const rows = await this.database.query<CouponRow>(
      `SELECT ${COUPON_COLUMNS} FROM coupon
       WHERE ($1::text IS NULL OR lower(code) = lower($1)) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [code ?? null, beforeId ?? null, limit + 1],
    );
    return rows.map(toCouponRecord);
  }

  private async one(text: string, key: string): Promise<CouponRecord | undefined> {
    const [row] = await this.database.query<CouponRow>(text, [key]);
    return row && toCouponRecord(row);
  }
}
