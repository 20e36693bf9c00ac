import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, IsUUID, MaxLength } from 'class-validator';
import { IsAmount } from './amount';
import { UuidWhenGiven } from './filters';

export class CreateCreditBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  account_id!: string;

  @ApiProperty({ description: 'In the currency of the account; more than zero' })
  @IsAmount()
  amount!: number | string;

  @ApiProperty({ example: 'Apology for the outage of 3 March', maxLength: 200 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  reason!: string;
}

export class CreditFilter {
  @UuidWhenGiven('Staff only') account_id?: string;
}

export class CreditView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ example: 10, description: 'Negative where credit was used, or a small amount was carried over' })
  amount!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ example: 'Apology for the outage of 3 March' }) reason!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) invoice_id!: string | null;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}

export class AccountCreditsView {
  @ApiProperty({ example: 10, description: 'What is left; negative: carried to the next invoice' }) balance!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ type: [CreditView], description: 'Every movement, the newest first' }) movements!: CreditView[];
}
