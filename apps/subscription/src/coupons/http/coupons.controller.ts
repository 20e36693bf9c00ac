import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags, IntersectionType } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Instant } from '@libs/calendar';
import { CouponView, CreateCouponBody, UpdateCouponBody, wireAmount } from '@libs/dto';
import { Endpoint, pageOf, PageQuery, readCursor, UuidParam, type Page } from '@libs/http';
import type { CouponRecord } from '../coupon-record';
import { KeepCoupons } from '../use-cases/keep-coupons';

class CodeFilter {
  @ApiPropertyOptional({ example: 'WELCOME10', maxLength: 50 })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  code?: string;
}

class CouponsQuery extends IntersectionType(PageQuery, CodeFilter) {}

@ApiTags('Coupons')
@Controller('v1/coupons')
export class CouponsController {
  constructor(private readonly coupons: KeepCoupons) {}

  @Get()
  @Endpoint({
    operation: 'coupons.read',
    summary: 'Coupons, the newest first',
    answer: { page: CouponView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: CouponsQuery): Promise<Page<CouponView>> {
    const records = await this.coupons.page(query.code, query.limit, readCursor(query.cursor));
    return pageOf(records, query.limit, ({ id }) => id, couponView);
  }

  @Get(':id')
  @Endpoint({ operation: 'coupons.read', summary: 'One coupon', answer: CouponView, errors: ['not_found'] })
  async one(@Param('id', UuidParam) id: string): Promise<CouponView> {
    return couponView(await this.coupons.one(id));
  }

  @Post()
  @Endpoint({
    operation: 'coupons.keep',
    summary: 'Make a coupon',
    description: 'Either `percent_off`, or `amount_off` with its `currency`. `duration_in_cycles` is for `repeating`.',
    status: 201,
    answer: CouponView,
    errors: ['validation_failed', 'coupon_code_taken'],
  })
  async create(@Body() body: CreateCouponBody): Promise<CouponView> {
    const record = await this.coupons.create({
      code: body.code,
      percentOff: body.percent_off,
      amountOff: body.amount_off,
      currency: body.currency,
      duration: body.duration,
      durationCycles: body.duration_in_cycles,
      planIds: body.plan_ids ?? null,
      redeemBy: body.redeem_by ? Instant.of(body.redeem_by) : null,
      redemptionsMax: body.max_redemptions ?? null,
    });
    return couponView(record);
  }

  @Patch(':id')
  @Endpoint({
    operation: 'coupons.keep',
    summary: 'Change who may redeem a coupon, and until when',
    description: 'What it takes off stays: others hold it already.',
    answer: CouponView,
    errors: ['validation_failed', 'not_found', 'coupon_limit_too_low'],
  })
  async update(@Param('id', UuidParam) id: string, @Body() body: UpdateCouponBody): Promise<CouponView> {
    const record = await this.coupons.update(id, {
      redeemBy: body.redeem_by ? Instant.of(body.redeem_by) : (body.redeem_by as null | undefined),
      redemptionsMax: body.max_redemptions,
      planIds: body.plan_ids,
      isActive: body.is_active,
    });
    return couponView(record);
  }

  @Delete(':id')
  @Endpoint({
    operation: 'coupons.keep',
    summary: 'Take a coupon back',
    description: 'Nobody can redeem it any more; those who did keep it. Doing it again changes nothing.',
    status: 204,
    errors: ['not_found'],
  })
  async remove(@Param('id', UuidParam) id: string): Promise<void> {
    await this.coupons.update(id, { isActive: false });
  }
}

function couponView({ id, coupon, isActive, redemptions, createdAt }: CouponRecord): CouponView {
  const { value } = coupon;
  return {
    id,
    code: coupon.code,
    percent_off: value.kind === 'percent' ? Number(value.percentOff.toDecimalText()) : null,
    amount_off: value.kind === 'amount' ? wireAmount(value.amountOff) : null,
    currency: value.kind === 'amount' ? value.amountOff.currency : null,
    duration: coupon.duration,
    duration_in_cycles: coupon.durationCycles,
    max_redemptions: coupon.redemptionsMax,
    redeem_by: coupon.redeemBy?.toString() ?? null,
    plan_ids: coupon.planIds ? [...coupon.planIds] : null,
    redemptions,
    is_active: isActive,
    created_at: createdAt.toString(),
  };
}
