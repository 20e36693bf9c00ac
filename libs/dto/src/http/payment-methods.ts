import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsUUID } from 'class-validator';
import { CardFields } from './card-fields';
import { WhenGiven } from './when-given';

export class CreatePaymentMethodBody extends CardFields {
  @ApiPropertyOptional({ format: 'uuid', description: 'Whose card it is; only staff and servers name another’s' })
  @WhenGiven()
  @IsUUID()
  account_id?: string;

  @ApiPropertyOptional({
    example: true,
    description:
      'Charge this one from now on. Left out: when it is the first, or when the present default was declined last time.',
  })
  @WhenGiven()
  @IsBoolean()
  make_default?: boolean;
}

export class PaymentMethodQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only staff and servers name another’s' })
  @WhenGiven()
  @IsUUID()
  account_id?: string;
}

export class PaymentMethodView {
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000003' }) id!: string;
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ example: 'visa' }) brand!: string;
  @ApiProperty({ example: '4242' }) last4!: string;
  @ApiProperty({ example: 12 }) exp_month!: number;
  @ApiProperty({ example: 2030 }) exp_year!: number;
  @ApiProperty({ description: 'What is due is charged to this one' }) is_default!: boolean;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}
