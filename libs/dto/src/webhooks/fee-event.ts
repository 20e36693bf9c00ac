import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { IsAmount } from '../http/amount';
import { IsEventCurrency, IsEventId, IsEventTime, IsNullableId } from './event-fields';

/** What the gateway kept for one movement of money. Told once per movement. */
export class FeeEventBody {
  @ApiProperty({ enum: ['fee'] })
  @IsIn(['fee'])
  type!: 'fee';

  @IsEventId()
  event_id!: string;

  @ApiProperty({ format: 'uuid', description: 'The payment, refund or dispute that it was taken for' })
  @IsUUID()
  transaction_id!: string;

  @IsNullableId('Null when the movement belongs to nobody here')
  account_id?: string | null;

  /** Major units, in the currency that the gateway settles in. */
  @IsAmount()
  amount!: number | string;

  @IsEventCurrency()
  currency!: string;

  @IsEventTime()
  occurred_at!: string;
}
