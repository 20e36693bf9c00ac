import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { COUPON_DURATIONS, type CouponDuration } from '@libs/billing/invoicing';
import { IsAmount } from './amount';
import { IsInstant } from './instants';
import { IsPercent } from './percent';
import { IsCurrency } from './places';
import { WhenGiven } from './when-given';

const INT4_MAX = 2_147_483_647;

/** Who may redeem a coupon, and until when: what may change later, too. */
class CouponReach {
  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    example: 100,
    description: 'Over all accounts; null is no limit',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(INT4_MAX)
  max_redemptions?: number | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'The last instant of redeeming',
  })
  @IsOptional()
  @IsInstant()
  redeem_by?: string | null;

  @ApiPropertyOptional({ type: [Number], nullable: true, example: [2], description: 'Null: any plan' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(INT4_MAX, { each: true })
  plan_ids?: number[] | null;
}

export class CreateCouponBody extends CouponReach {
  @ApiProperty({
    example: 'WELCOME10',
    maxLength: 50,
    description: 'What customers type; upper and lower case are one',
  })
  @Matches(/^[A-Za-z0-9_-]{1,50}$/, { message: 'Use 1 to 50 letters, digits, dashes and underscores.' })
  code!: string;

  @ApiPropertyOptional({
    oneOf: [{ type: 'number' }, { type: 'string' }],
    example: 10,
    description: 'Over 0, up to 100',
  })
  @WhenGiven()
  @IsPercent()
  percent_off?: number | string;

  @ApiPropertyOptional()
  @WhenGiven()
  @IsAmount()
  amount_off?: number | string;

  @ApiPropertyOptional({ example: 'USD', description: 'Of amount_off' })
  @WhenGiven()
  @IsCurrency()
  currency?: string;

  @ApiProperty({ enum: COUPON_DURATIONS, example: 'once' })
  @IsIn(COUPON_DURATIONS)
  duration!: CouponDuration;

  @ApiPropertyOptional({ example: 3, description: 'With `repeating` only: for how many billed cycles' })
  @WhenGiven()
  @IsInt()
  @Min(1)
  @Max(1_200)
  duration_in_cycles?: number;
}

export class UpdateCouponBody extends CouponReach {
  @ApiPropertyOptional({ example: false, description: 'False: nobody can redeem it any more' })
  @WhenGiven()
  @IsBoolean()
  is_active?: boolean;
}

export class CouponView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'WELCOME10' }) code!: string;
  @ApiProperty({ type: Number, nullable: true, example: 10 }) percent_off!: number | null;
  @ApiProperty({ type: Number, nullable: true, example: null }) amount_off!: number | null;
  @ApiProperty({ type: String, nullable: true, example: null }) currency!: string | null;
  @ApiProperty({ enum: COUPON_DURATIONS }) duration!: CouponDuration;
  @ApiProperty({ type: Number, nullable: true, example: null }) duration_in_cycles!: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 100 }) max_redemptions!: number | null;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' }) redeem_by!: string | null;
  @ApiProperty({ type: [Number], nullable: true, example: null }) plan_ids!: number[] | null;
  @ApiProperty({ example: 3, description: 'How often it was redeemed' }) redemptions!: number;
  @ApiProperty({ example: true }) is_active!: boolean;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}
