import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import {
  CANCEL_AT,
  REFUNDS,
  SUBSCRIPTION_STATUSES,
  type Refund,
  type SubscriptionStatus,
} from '@libs/billing/subscription';
import { IsInstant, IsInstantOr } from './instants';
import { IsMetadata, type Metadata } from './metadata';
import { WhenGiven } from './when-given';

/** The words that `?at=` of a cancellation takes beside an instant. */
export const CANCEL_AT_ON_WIRE = CANCEL_AT;

/** Every status a subscription is shown with. */
export const SUBSCRIPTION_STATUSES_ON_WIRE = SUBSCRIPTION_STATUSES;

const INT4_MAX = 2_147_483_647;
const SEATS_MAX = 1_000_000;

export class CreateSubscriptionBody {
  @ApiProperty({ type: 'integer', example: 2, description: 'Id of a plan; see GET /v1/plans' })
  @IsInt()
  @Min(1)
  @Max(INT4_MAX)
  plan_id!: number;

  @ApiPropertyOptional({
    type: 'integer',
    example: 1,
    default: 1,
    minimum: 1,
    maximum: SEATS_MAX,
    description: 'Seats, for plans sold per seat',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(SEATS_MAX)
  quantity?: number;

  @IsOptional()
  @IsMetadata()
  metadata?: Metadata;

  @ApiPropertyOptional({ format: 'uuid', description: 'Staff only: for whom. Customers subscribe for themselves' })
  @IsOptional()
  @IsUUID()
  account_id?: string;

  @ApiPropertyOptional({ example: 'crm-4711', maxLength: 200, description: 'Staff only: your own key for it, unique' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  external_key?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-01-15T00:00:00Z',
    description: 'Staff only: a start in the past; the periods since then are billed at once, one invoice each',
  })
  @WhenGiven()
  @IsInstant()
  start_date?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 31,
    example: 1,
    description: 'Day of the month (for weekly plans 1 to 7, Monday is 1) on which periods begin',
  })
  @WhenGiven()
  @IsInt()
  @Min(1)
  @Max(31)
  billing_day?: number;

  @ApiPropertyOptional({ example: 'WELCOME10', maxLength: 50 })
  @WhenGiven()
  @IsString()
  @Length(1, 50)
  coupon_code?: string;
}

export class StartTrialBody {
  @ApiProperty({ type: 'integer', example: 1, description: 'Id of a plan that has a trial' })
  @IsInt()
  @Min(1)
  @Max(INT4_MAX)
  trial_plan_id!: number;
}

export class CancelSubscriptionQuery {
  @ApiPropertyOptional({
    example: 'period_end',
    default: 'period_end',
    description:
      '`now`, `period_end`, or (staff) an instant in ISO 8601, past or to come, inside what is not final yet',
  })
  @WhenGiven()
  @IsInstantOr(CANCEL_AT)
  at?: string;

  @ApiPropertyOptional({
    enum: REFUNDS,
    default: 'none',
    description: '`prorated`: what is left of the paid period becomes account credit',
  })
  @WhenGiven()
  @IsIn(REFUNDS)
  refund?: Refund;
}

export class PendingChangeView {
  @ApiProperty({ type: 'integer', example: 3 }) plan_id!: number;
  @ApiProperty({ type: 'integer', example: 1 }) plan_version!: number;
  @ApiProperty({ type: 'integer', example: 1 }) quantity!: number;
  @ApiProperty({ format: 'date-time', description: 'When it takes effect; of an invoiced one, from when it is billed' })
  effective_at!: string;
  @ApiProperty({ description: 'True: it takes effect once its invoice is paid' }) awaits_payment!: boolean;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) invoice_id!: string | null;
}

export class SubscriptionView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: 'integer', nullable: true, example: 12, description: 'Who subscribed; null when staff did' })
  user_id!: number | null;
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ type: 'integer', example: 2 }) plan_id!: number;
  @ApiProperty({ type: Object, description: 'The plan in the version the subscription is on' }) plan!: object;
  @ApiProperty({ type: 'integer', example: 1 }) plan_version!: number;
  @ApiProperty({ enum: SUBSCRIPTION_STATUSES }) status!: SubscriptionStatus;
  @ApiProperty({ type: 'integer', example: 1 }) quantity!: number;
  @ApiProperty({ format: 'date-time' }) start_date!: string;
  @ApiProperty({ format: 'date-time', description: 'The end of what is granted at present' }) end_date!: string;
  @ApiProperty({ format: 'date-time' }) current_period_start!: string;
  @ApiProperty({ format: 'date-time' }) current_period_end!: string;
  @ApiProperty({ type: Number, nullable: true }) billing_day!: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) trial_end!: string | null;
  @ApiProperty() cancel_at_period_end!: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) canceled_at!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'converted', description: 'Why it ended' })
  end_reason!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) pause_resumes_at!: string | null;
  @ApiProperty({ type: PendingChangeView, nullable: true }) pending_change!: PendingChangeView | null;
  @ApiProperty({ description: 'True while its first invoice, or that of a change, waits for its payment' })
  payment_required!: boolean;
  @ApiProperty({
    example: 29.99,
    description: 'While pending: what is due now. Else the price of one period, all seats, before discounts and tax',
  })
  amount!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The invoice to be paid, else the newest' })
  invoice_id!: string | null;
  @ApiProperty({ type: String, nullable: true }) external_key!: string | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) metadata!: Metadata;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}

export class SubscriptionEventView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) subscription_id!: string;
  @ApiProperty({ example: 'subscription.activated' }) type!: string;
  @ApiProperty({ type: String, nullable: true, enum: SUBSCRIPTION_STATUSES }) from!: string | null;
  @ApiProperty({ enum: SUBSCRIPTION_STATUSES }) to!: string;
  @ApiProperty({ example: 'paid_in_full', description: 'What led to it' }) cause!: string;
  @ApiProperty({ type: String, nullable: true, example: 'user:12', description: 'Who did it' }) actor!: string | null;
  @ApiProperty({ format: 'date-time', description: 'Billing time' }) occurred_at!: string;
}
