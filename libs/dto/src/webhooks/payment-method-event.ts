import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsUUID, Max, Min } from 'class-validator';
import { IsEventId, IsEventTime, IsNullableId } from './event-fields';

const VERSION_MAX = 2 ** 31 - 1;

/** What an account is charged by has changed. */
export class PaymentMethodEventBody {
  @ApiProperty({ enum: ['payment_method'] })
  @IsIn(['payment_method'])
  type!: 'payment_method';

  @IsEventId()
  event_id!: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  account_id!: string;

  @IsNullableId('Null: the account has no saved method any more')
  default_payment_method?: string | null;

  @ApiProperty({ type: 'integer', example: 3, description: 'Grows per account; an event with a lower one is ignored' })
  @IsInt()
  @Min(1)
  @Max(VERSION_MAX)
  version!: number;

  @ApiProperty({ description: 'A method was added or made the default: what is unpaid is tried at once' })
  @IsBoolean()
  is_new!: boolean;

  @IsEventTime()
  occurred_at!: string;
}
