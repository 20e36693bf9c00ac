import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import { SUBSCRIPTION_STATUSES, type SubscriptionStatus } from '@libs/billing/subscription';
import { IsMetadata, type Metadata } from './metadata';

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
}

export class StartTrialBody {
  @ApiProperty({ type: 'integer', example: 1, description: 'Id of a plan that has a trial' })
  @IsInt()
  @Min(1)
  @Max(INT4_MAX)
  trial_plan_id!: number;
}

export class CancelSubscriptionQuery {
  @ApiPropertyOptional({ enum: ['now', 'period_end'], default: 'period_end' })
  @IsOptional()
  @IsIn(['now', 'period_end'])
  at?: 'now' | 'period_end';

  @ApiPropertyOptional({ enum: ['none'], default: 'none' })
  @IsOptional()
  @IsIn(['none'])
  refund?: 'none';
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
  @ApiProperty({ type: Object, nullable: true }) pending_change!: object | null;
  @ApiProperty({ description: 'True while the first invoice waits for its payment' }) payment_required!: boolean;
  @ApiProperty({ example: 29.99, description: 'One period, all seats, before discounts and tax' }) amount!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The invoice of the present period' })
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
