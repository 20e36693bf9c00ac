import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import {
  PAYMENT_REQUEST_STATUSES,
  type PaymentCharge,
  type PaymentRequestPayload,
  type PaymentRequestStatus,
} from '../messages/payment-request';

/** One of the two. */
export class FindPaymentRequestBody {
  @ApiPropertyOptional({ format: 'uuid', description: 'Its latest invoice is meant' })
  @IsOptional()
  @IsUUID()
  subscription_id?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  invoice_id?: string;
}

export class PaymentChargeView implements PaymentCharge {
  @ApiProperty({ example: 'issue', description: 'Names the attempt within its invoice' }) key!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) payment_method_id!: string | null;
}

export class PaymentRequestView implements PaymentRequestPayload {
  @ApiProperty({ format: 'uuid' }) invoice_id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) subscription_id!: string | null;
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ type: Number, nullable: true }) user_id!: number | null;
  @ApiProperty({ example: '2999', description: 'Minor units' }) amount_minor!: string;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ enum: PAYMENT_REQUEST_STATUSES }) status!: PaymentRequestStatus;
  @ApiProperty({ example: 1 }) version!: number;
  @ApiProperty({ type: PaymentChargeView, nullable: true, description: 'Null: asking charges nothing' })
  charge!: PaymentChargeView | null;
}
