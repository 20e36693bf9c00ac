import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import {
  CREDIT_NOTE_SETTLEMENTS,
  INVOICE_STATUSES,
  LINE_KINDS,
  type CreditNoteSettlement,
  type InvoiceStatus,
  type LineKind,
} from '@libs/billing/invoicing';
import { IsAmount } from './amount';
import { IsQuantity } from './quantity';
import { WhenGiven } from './when-given';
import { SpanFilter, UuidWhenGiven } from './filters';

export class InvoiceFilter extends SpanFilter {
  @ApiPropertyOptional({ enum: INVOICE_STATUSES })
  @IsOptional()
  @IsIn(INVOICE_STATUSES)
  status?: InvoiceStatus;

  @UuidWhenGiven('Staff only') account_id?: string;

  @UuidWhenGiven() subscription_id?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: '`true`: those issued without tax while no provider could tell it, for staff to correct',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  needs_review?: 'true' | 'false';
}

export class InvoiceLineView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: LINE_KINDS }) kind!: LineKind;
  @ApiProperty({ example: 'Pro, 10 Feb to 10 Mar' }) description!: string;
  @ApiProperty({ example: 1 }) quantity!: number;
  @ApiProperty({ example: 29.99, description: 'Up to 12 decimals' }) unit_amount!: number;
  @ApiProperty({ example: 29.99 }) amount!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'Percent' }) tax_rate!: number | null;
  @ApiProperty({ example: 0 }) tax_amount!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) period_start!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) period_end!: string | null;
  @ApiProperty({ type: String, nullable: true }) metric!: string | null;
  @ApiProperty({ description: 'In plain words and numbers, how the amount came about' }) explanation!: string;
}

export class InvoicePreviewLineView extends OmitType(InvoiceLineView, ['id'] as const) {}

export class TaxBreakdownView {
  @ApiProperty({ example: 'DE' }) jurisdiction!: string;
  @ApiProperty({ example: 20, description: 'Percent' }) rate!: number;
  @ApiProperty({ example: 29.99 }) taxable!: number;
  @ApiProperty({ example: 6 }) amount!: number;
}

export class InvoiceView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true, example: 'INV-2026-000001' }) number!: string | null;
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) subscription_id!: string | null;
  @ApiProperty({ enum: INVOICE_STATUSES }) status!: InvoiceStatus;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ example: 29.99, description: 'The lines before discounts and tax' }) subtotal!: number;
  @ApiProperty({ example: 0, description: 'What coupons took off' }) discount!: number;
  @ApiProperty({ example: 0, description: 'All of it; what inclusive rates make up is within the lines' }) tax!: number;
  @ApiProperty({ example: 0, description: 'Account credit used; negative: a debit of an earlier invoice' })
  credit_applied!: number;
  @ApiProperty({ example: 29.99, description: 'Lines less discount, with tax' }) total!: number;
  @ApiProperty({ example: 29.99, description: 'Still to be paid: the total less credit, credit notes and payments' })
  amount_due!: number;
  @ApiProperty({ example: 0 }) amount_paid!: number;
  @ApiProperty({ example: 0 }) amount_refunded!: number;
  @ApiProperty({ format: 'date-time' }) period_start!: string;
  @ApiProperty({ format: 'date-time' }) period_end!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) issued_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) due_date!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) paid_at!: string | null;
  @ApiProperty({ type: [InvoiceLineView] }) lines!: InvoiceLineView[];
  @ApiProperty({ type: [TaxBreakdownView] }) tax_breakdown!: TaxBreakdownView[];
  @ApiProperty({ type: [String], example: ['Reverse charge'] }) notes!: string[];
}

/** An invoice that is not made yet: everything it would say but its number and identity. */
export class InvoicePreviewView extends OmitType(InvoiceView, ['id', 'lines'] as const) {
  @ApiProperty({ type: [InvoicePreviewLineView] }) lines!: InvoicePreviewLineView[];
}

const QUANTITY = { oneOf: [{ type: 'number' }, { type: 'string' }], example: 2 };

export class OneOffLineBody {
  @ApiProperty({ example: 'Setup', maxLength: 500 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  description!: string;

  @ApiPropertyOptional({ ...QUANTITY, description: 'Up to 12 decimals; 1 unless given' })
  @WhenGiven()
  @IsQuantity()
  quantity?: number | string;

  @ApiPropertyOptional({ ...QUANTITY, example: 100, description: 'Price of one, up to 12 decimals' })
  @WhenGiven()
  @IsQuantity()
  unit_amount?: number | string;

  @ApiPropertyOptional({ description: 'Of the whole line, instead of `unit_amount` and `quantity`' })
  @WhenGiven()
  @IsAmount()
  amount?: number | string;
}

export class CreateInvoiceBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  account_id!: string;

  @ApiProperty({ type: [OneOffLineBody] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => OneOffLineBody)
  lines!: OneOffLineBody[];
}

export class PreviewInvoiceBody {
  @ApiPropertyOptional({ format: 'uuid', description: 'Staff; customers see their own' })
  @IsOptional()
  @IsUUID()
  account_id?: string;
}

export class VoidInvoiceBody {
  @ApiProperty({ example: 'Billed to the wrong company', maxLength: 500 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  reason!: string;
}

export class CreditNoteLineBody {
  @ApiProperty({ format: 'uuid', description: 'A line of the invoice' })
  @IsUUID()
  line_id!: string;

  @ApiProperty({ description: 'How much of the amount of the line, before discount and tax, which follow' })
  @IsAmount()
  amount!: number | string;
}

export class CreateCreditNoteBody extends VoidInvoiceBody {
  @ApiPropertyOptional({ description: 'Of the total, tax included; spread over what is left of the lines' })
  @WhenGiven()
  @IsAmount()
  amount?: number | string;

  @ApiPropertyOptional({
    enum: CREDIT_NOTE_SETTLEMENTS,
    description: 'What becomes of money that was paid: `credit` (by default) or `refund`',
  })
  @WhenGiven()
  @IsIn(CREDIT_NOTE_SETTLEMENTS)
  settlement?: CreditNoteSettlement;

  @ApiPropertyOptional({ type: [CreditNoteLineBody], description: 'Instead of an amount' })
  @WhenGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => CreditNoteLineBody)
  lines?: CreditNoteLineBody[];
}

export class CreditNoteLineView {
  @ApiProperty({ format: 'uuid' }) line_id!: string;
  @ApiProperty({ example: 10, description: 'Tax included' }) amount!: number;
  @ApiProperty({ example: 1.67 }) tax!: number;
}

/** `partial`: some of it could not go back. */
export const CREDIT_NOTE_REFUND_STATUSES = ['none', 'pending', 'success', 'partial', 'failed'] as const;
export type CreditNoteRefundStatus = (typeof CREDIT_NOTE_REFUND_STATUSES)[number];

export class CreditNoteFilter extends SpanFilter {
  @UuidWhenGiven('Staff only') account_id?: string;

  @UuidWhenGiven() invoice_id?: string;
}

export class CreditNoteView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'CN-2026-000001', description: 'One unbroken series a year' }) number!: string;
  @ApiProperty({ format: 'uuid' }) invoice_id!: string;
  @ApiProperty({ example: 'INV-2026-000001' }) invoice_number!: string;
  @ApiProperty({ format: 'uuid' }) account_id!: string;
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ example: 10, description: 'Tax included' }) amount!: number;
  @ApiProperty({ example: 1.67 }) tax!: number;
  @ApiProperty({ example: 10, description: 'By how much less is due' }) lowers_due!: number;
  @ApiProperty({ example: 0, description: 'What became account credit' }) credited!: number;
  @ApiProperty({ example: 0, description: 'What is to go back through the gateway' }) refunded!: number;
  @ApiProperty({ enum: CREDIT_NOTE_REFUND_STATUSES }) refund_status!: CreditNoteRefundStatus;
  @ApiProperty({ example: 0, description: 'Of it, what went back, on this note’s word or before it' })
  refund_paid!: number;
  @ApiProperty({ example: 0, description: 'Of it, what could not, and became account credit' }) refund_failed!: number;
  @ApiProperty({ example: 'Service was down' }) reason!: string;
  @ApiProperty({ type: [CreditNoteLineView] }) lines!: CreditNoteLineView[];
  @ApiProperty({ format: 'date-time' }) created_at!: string;
}

export class PayInvoiceBody {
  @ApiPropertyOptional({ format: 'uuid', description: 'A saved method of the account; the default one when left out' })
  @WhenGiven()
  @IsUUID()
  payment_method_id?: string;
}
