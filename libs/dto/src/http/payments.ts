import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { PAYMENT_STATUSES, type PaymentStatus } from '@libs/billing/payment';
import { IsAmount } from './amount';
import { CardFields } from './card-fields';
import { IsCurrency } from './places';
import { WhenGiven } from './when-given';
import { UuidWhenGiven } from './filters';

export class ProcessPaymentBody extends CardFields {
  @UuidWhenGiven('What is due for this subscription; or send invoice_id') subscription_id?: string;

  @UuidWhenGiven('The invoice to pay; or send subscription_id') invoice_id?: string;

  @IsAmount()
  amount!: number | string;

  @ApiProperty({ example: 'USD', description: 'ISO 4217; the currency that is due' })
  @IsCurrency()
  currency!: string;

  @UuidWhenGiven('A saved method of the account, in place of a card or a token') payment_method_id?: string;

  @ApiPropertyOptional({ example: true, description: 'Keep the card for later charges, if this one is not declined' })
  @WhenGiven()
  @IsBoolean()
  save_card?: boolean;
}

export class ProcessedPaymentView {
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000002' }) transaction_id!: string;
  @ApiProperty({ enum: ['success', 'failed', 'processing'] }) status!: string;
  @ApiProperty({ example: 29.99 }) amount!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ type: String, nullable: true, example: 'pi_3Qx', description: 'Null while it is not known' })
  gateway_reference!: string | null;
  @ApiProperty({ format: 'uuid' }) invoice_id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) subscription_id!: string | null;
}

/** Of one's own payments. */
export class OwnPaymentFilter {
  @ApiPropertyOptional({ enum: PAYMENT_STATUSES })
  @WhenGiven()
  @IsIn(PAYMENT_STATUSES)
  status?: PaymentStatus;

  @UuidWhenGiven() invoice_id?: string;

  @UuidWhenGiven() subscription_id?: string;
}

export class PaymentFilter extends OwnPaymentFilter {
  @UuidWhenGiven() account_id?: string;
}

export class PaymentCardView {
  @ApiProperty({ example: 'visa' }) brand!: string;
  @ApiProperty({ example: '4242' }) last4!: string;
  @ApiProperty({ example: 12 }) exp_month!: number;
  @ApiProperty({ example: 2030 }) exp_year!: number;
}

/** Who asked for a refund: staff here, a credit note, or somebody at the gateway itself. */
export const REFUND_MAKERS = ['staff', 'credit_note', 'gateway'] as const;
export type RefundMaker = (typeof REFUND_MAKERS)[number];

export class PaymentRefundView {
  @ApiProperty({ format: 'uuid' }) refund_id!: string;
  @ApiProperty({ example: 'success' }) status!: string;
  @ApiProperty({ example: 29.99 }) amount!: number;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'card_account_closed',
    description: 'Why it failed or came back',
  })
  failure_code!: string | null;
  @ApiProperty({
    enum: REFUND_MAKERS,
    description: 'gateway: in the dashboard of the gateway itself, beside this system',
  })
  made_by!: RefundMaker;
}

export class PaymentView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid', description: 'The same as id: a payment is one charge' }) transaction_id!: string;
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ format: 'uuid' }) invoice_id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) subscription_id!: string | null;
  @ApiProperty({ enum: PAYMENT_STATUSES }) status!: PaymentStatus;
  @ApiProperty({ example: 29.99 }) amount!: number;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ type: String, nullable: true, example: 'pi_3Qx' }) gateway_reference!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The saved method that was charged' })
  payment_method_id!: string | null;
  @ApiProperty({ type: PaymentCardView, nullable: true }) card!: PaymentCardView | null;
  @ApiProperty({ type: String, nullable: true, example: 'card_declined' }) failure_code!: string | null;
  @ApiProperty({ type: [PaymentRefundView], description: 'Money that went back' }) refunds!: PaymentRefundView[];
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
}
