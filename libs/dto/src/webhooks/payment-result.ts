import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsISO8601, IsOptional, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';
import { IsAmount } from '../http/amount';
import { readEventBody } from './read-event-body';

export const PAYMENT_RESULT_STATUSES = ['success', 'failed', 'processing'] as const;
export type PaymentResultStatus = (typeof PAYMENT_RESULT_STATUSES)[number];

export const FAILURE_KINDS = ['hard', 'soft'] as const;
/** `hard`: the same card will never do, so it is not tried again; `soft`: later it may. */
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Body of POST /v1/webhooks/payment, signed by the payment service. One event id per outcome, the same at every delivery. */
export class PaymentResultBody {
  @ApiPropertyOptional({ enum: ['payment'], description: 'Absent means the same' })
  @IsOptional()
  @IsIn(['payment'])
  type?: 'payment';

  @ApiProperty({ example: 'evt_0197c1d2-6f00-7000-8000-000000000001', description: 'The same at every delivery' })
  @IsString()
  @Length(1, 200)
  @Matches(/^[\x21-\x7e]+$/)
  event_id!: string;

  @ApiProperty({ example: '0197c1d2-6f00-7000-8000-000000000002', description: 'The movement of money at the gateway' })
  @IsString()
  @Length(1, 200)
  @Matches(/^[\x21-\x7e]+$/)
  transaction_id!: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null for a bill of one-off lines',
  })
  @IsOptional()
  @IsUUID()
  subscription_id?: string | null;

  @ApiPropertyOptional({ format: 'uuid', description: 'Absent: the latest invoice of the subscription' })
  @IsOptional()
  @IsUUID()
  invoice_id?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'When sent, it must be the account of the invoice' })
  @IsOptional()
  @IsUUID()
  account_id?: string;

  @ApiProperty({ enum: PAYMENT_RESULT_STATUSES })
  @IsIn(PAYMENT_RESULT_STATUSES)
  status!: PaymentResultStatus;

  /** Major units, what the gateway captured (or tried to). */
  @IsAmount()
  amount!: number | string;

  @ApiProperty({ example: 'USD', description: 'ISO 4217' })
  @IsString()
  @Length(3, 3)
  currency!: string;

  @ApiPropertyOptional({
    description: 'True: the gateway took just this amount, which somebody made sure of, whatever was asked for',
  })
  @IsOptional()
  @IsBoolean()
  amount_reconciled?: boolean;

  @ApiPropertyOptional({ example: 'pi_3Qx', nullable: true, type: String })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  gateway_reference?: string | null;

  @ApiPropertyOptional({
    example: 'card_declined',
    nullable: true,
    type: String,
    description: 'Only with status failed',
  })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  failure_code?: string | null;

  @ApiPropertyOptional({ enum: FAILURE_KINDS, nullable: true, description: 'Whether another try may work' })
  @IsOptional()
  @IsIn(FAILURE_KINDS)
  failure_kind?: FailureKind | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The saved method, if one was used',
  })
  @IsOptional()
  @IsUUID()
  payment_method_id?: string | null;

  @ApiPropertyOptional({
    type: String,
    example: 'visa',
    nullable: true,
    description: 'Of the card, as far as it is known',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  card_brand?: string | null;

  @ApiPropertyOptional({ type: String, example: '4242', nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  card_last4?: string | null;

  @ApiPropertyOptional({
    example: 'retry-1',
    nullable: true,
    type: String,
    description: 'The attempt that this service asked for; null when the customer paid by hand',
  })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  @Matches(/^[a-z0-9-]+$/)
  charge_key?: string | null;

  @ApiPropertyOptional({ format: 'date-time', description: 'When the outcome became known' })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @MaxLength(40)
  occurred_at?: string;
}

/**
 * Reads the result of a payment.
 * @throws AppError `validation_failed` for a member that is missing or malformed
 */
export function readPaymentResult(body: unknown): PaymentResultBody {
  return readEventBody(PaymentResultBody, body);
}
