import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { IsAmount } from '../http/amount';
import { IsEventCurrency, IsEventId, IsEventTime, IsNullableId, IsNullableText } from './event-fields';

export const DISPUTE_STAGES = ['opened', 'won', 'lost'] as const;
export type DisputeStage = (typeof DISPUTE_STAGES)[number];

/**
 * A cardholder contests a payment. `opened` comes before `won` or `lost` in time, not necessarily in delivery: each
 * stage is told once per dispute, whichever comes first.
 */
export class DisputeEventBody {
  @ApiProperty({ enum: ['dispute'] })
  @IsIn(['dispute'])
  type!: 'dispute';

  @IsEventId()
  event_id!: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  dispute_id!: string;

  @ApiProperty({ format: 'uuid', description: 'The payment that is contested' })
  @IsUUID()
  transaction_id!: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  invoice_id!: string;

  @IsNullableId('Null for a bill of one-off lines')
  subscription_id?: string | null;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  account_id!: string;

  @ApiProperty({ enum: DISPUTE_STAGES })
  @IsIn(DISPUTE_STAGES)
  status!: DisputeStage;

  /** Major units: what is contested. */
  @IsAmount()
  amount!: number | string;

  @IsEventCurrency()
  currency!: string;

  @IsNullableText(100, 'The gateway’s word for it')
  reason?: string | null;

  @IsEventTime()
  occurred_at!: string;
}
