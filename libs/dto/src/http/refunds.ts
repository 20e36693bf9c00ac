import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { REFUND_STATUSES, type RefundStatus } from '@libs/billing/payment';
import { IsString, Length } from 'class-validator';
import { IsAmount } from './amount';
import { WhenGiven } from './when-given';

export class CreateRefundBody {
  /** In the currency of the payment; left out: all that is left of it. */
  @ApiPropertyOptional()
  @WhenGiven()
  @IsAmount()
  amount?: number | string;

  @ApiProperty({ example: 'Charged twice by mistake', minLength: 1, maxLength: 500 })
  @IsString()
  @Length(1, 500)
  reason!: string;
}

export class RefundView {
  @ApiProperty({ format: 'uuid' }) refund_id!: string;
  @ApiProperty({ format: 'uuid' }) payment_id!: string;
  @ApiProperty({ enum: REFUND_STATUSES, description: '`pending` at first; GET /v1/payments/{id} shows how it goes on' })
  status!: RefundStatus;
  @ApiProperty({ example: 29.99 }) amount!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ example: 'Charged twice by mistake' }) reason!: string;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}
