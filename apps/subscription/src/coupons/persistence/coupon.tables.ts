import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CouponTables1760000027000 implements MigrationInterface {
  name = 'CouponTables1760000027000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE coupon (
        id uuid PRIMARY KEY,
        code text NOT NULL,
        percent_off numeric CHECK (percent_off > 0 AND percent_off <= 100),
        amount_off_minor bigint CHECK (amount_off_minor > 0),
        currency text,
        duration text NOT NULL CHECK (duration IN ('once', 'repeating', 'forever')),
        duration_cycles integer CHECK (duration_cycles > 0),
        plan_ids integer[],
        redeem_by timestamptz,
        redemptions_max integer CHECK (redemptions_max > 0),
        redemptions integer NOT NULL DEFAULT 0,
        is_active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL,
        CHECK ((percent_off IS NULL) <> (amount_off_minor IS NULL)),
        CHECK ((amount_off_minor IS NULL) = (currency IS NULL)),
        CHECK ((duration = 'repeating') = (duration_cycles IS NOT NULL)),
        CHECK (redemptions_max IS NULL OR redemptions <= redemptions_max)
      )`);
    await runner.query(`CREATE UNIQUE INDEX coupon_code ON coupon (lower(code))`);
    await runner.query(`
      CREATE TABLE coupon_redemption (
        account_id uuid NOT NULL,
        subscription_id uuid NOT NULL,
        coupon_id uuid NOT NULL,
        position smallint NOT NULL,
        cycles_used integer NOT NULL DEFAULT 0,
        redeemed_at timestamptz NOT NULL,
        PRIMARY KEY (subscription_id, coupon_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE coupon_redemption, coupon`);
  }
}
