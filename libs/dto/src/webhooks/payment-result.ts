import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import {
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  validateSync,
} from 'class-validator';
import { AppError } from '@libs/errors';
import { IsAmount } from '../http/amount';

export const PAYMENT_RESULT_STATUSES = ['success', 'failed', 'processing'] as const;
export type PaymentResultStatus = (typeof PAYMENT_RESULT_STATUSES)[number];

/** Body of POST /v1/webhooks/payment, signed by the payment service. One event id per outcome, the same at every delivery. */
export class PaymentResultBody {
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

  @ApiPropertyOptional({ format: 'date-time', description: 'When the outcome became known' })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @MaxLength(40)
  occurred_at?: string;
}

/**
 * Reads the body of a payment result. Members it does not know are dropped, not refused: the sender is deployed on its
 * own and may say more than this version understands.
 * @throws AppError `validation_failed` for a member that is missing or malformed
 */
export function readPaymentResult(body: unknown): PaymentResultBody {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('validation_failed', {}, [{ field: '', code: 'not_an_object', message: 'Send a JSON object.' }]);
  }
  const result = plainToInstance(PaymentResultBody, body);
  const errors = validateSync(result, { whitelist: true, stopAtFirstError: true, validationError: { target: false } });
  if (errors.length === 0) return result;
  const fields = errors.map(({ property, constraints }) => ({
    field: property,
    code: 'invalid',
    message: Object.values(constraints ?? {})[0] ?? 'This value is not valid.',
  }));
  throw new AppError('validation_failed', {}, fields);
}
