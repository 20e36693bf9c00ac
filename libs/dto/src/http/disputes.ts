import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DISPUTE_STATUSES, type DisputeStatus } from '@libs/billing/payment';
import { IsIn } from 'class-validator';
import { WhenGiven } from './when-given';
import { UuidWhenGiven } from './filters';

export class DisputeFilter {
  @ApiPropertyOptional({ enum: DISPUTE_STATUSES })
  @WhenGiven()
  @IsIn(DISPUTE_STATUSES)
  status?: DisputeStatus;

  @UuidWhenGiven() account_id?: string;
}

export class DisputeView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) payment_id!: string;
  @ApiProperty({ format: 'uuid' }) invoice_id!: string;
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ enum: DISPUTE_STATUSES }) status!: DisputeStatus;
  @ApiProperty({ example: 29.99, description: 'What is contested' }) amount!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ example: 'fraudulent', description: 'The gateway’s word for it' }) reason!: string;
  @ApiProperty({ example: 'dp_1Qx' }) gateway_reference!: string;
  @ApiProperty({ type: Number, nullable: true, example: 15, description: 'What the gateway kept, once it is known' })
  fee!: number | null;
  @ApiProperty({ type: String, nullable: true, example: 'USD', description: 'The currency it settles in' })
  fee_currency!: string | null;
  @ApiProperty({ format: 'date-time' }) opened_at!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) closed_at!: string | null;
}
