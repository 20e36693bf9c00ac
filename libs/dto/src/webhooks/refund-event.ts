import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { IsAmount } from '../http/amount';
import { IsEventCurrency, IsEventId, IsEventTime, IsNullableId, IsNullableText } from './event-fields';

export const REFUND_OUTCOMES = ['success', 'failed'] as const;
export type RefundOutcome = (typeof REFUND_OUTCOMES)[number];

/** Money went back to a customer, or could not. One event id per outcome, the same at every delivery. */
export class RefundEventBody {
  @ApiProperty({ enum: ['refund'] })
  @IsIn(['refund'])
  type!: 'refund';

  @IsEventId()
  event_id!: string;

  @IsNullableId('Null when no refund could be made at all: nothing captured was left to give back')
  refund_id?: string | null;

  @IsNullableId('The payment that is refunded; null likewise')
  transaction_id?: string | null;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  invoice_id!: string;

  @IsNullableId('Null for a bill of one-off lines')
  subscription_id?: string | null;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  account_id!: string;

  @IsNullableId('The credit note that asked for it; null for a refund by staff')
  credit_note_id?: string | null;

  @ApiProperty({ enum: REFUND_OUTCOMES })
  @IsIn(REFUND_OUTCOMES)
  status!: RefundOutcome;

  /** Major units: what went back, or what did not. */
  @IsAmount()
  amount!: number | string;

  @IsEventCurrency()
  currency!: string;

  @IsNullableText(500, 'Why, in the words of who asked for it')
  reason?: string | null;

  @IsNullableText(255, 'The refund at the gateway')
  gateway_reference?: string | null;

  @IsEventTime()
  occurred_at!: string;
}
