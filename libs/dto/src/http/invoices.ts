import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsUUID, MaxLength } from 'class-validator';
import { INVOICE_STATUSES, LINE_KINDS, type InvoiceStatus, type LineKind } from '@libs/billing/invoicing';

export class InvoiceFilter {
  @ApiPropertyOptional({ enum: INVOICE_STATUSES })
  @IsOptional()
  @IsIn(INVOICE_STATUSES)
  status?: InvoiceStatus;

  @ApiPropertyOptional({ format: 'uuid', description: 'Staff only' })
  @IsOptional()
  @IsUUID()
  account_id?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  subscription_id?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Issued at this instant or later' })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @MaxLength(40)
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Issued before this instant' })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @MaxLength(40)
  to?: string;
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
  @ApiProperty({ example: 29.99 }) subtotal!: number;
  @ApiProperty({ example: 0 }) discount!: number;
  @ApiProperty({ example: 0 }) tax!: number;
  @ApiProperty({ example: 0 }) credit_applied!: number;
  @ApiProperty({ example: 29.99 }) total!: number;
  @ApiProperty({ example: 29.99 }) amount_due!: number;
  @ApiProperty({ example: 0 }) amount_paid!: number;
  @ApiProperty({ example: 0 }) amount_refunded!: number;
  @ApiProperty({ format: 'date-time' }) period_start!: string;
  @ApiProperty({ format: 'date-time' }) period_end!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) issued_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) due_date!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) paid_at!: string | null;
  @ApiProperty({ type: [InvoiceLineView] }) lines!: InvoiceLineView[];
  @ApiProperty({ type: [TaxBreakdownView] }) tax_breakdown!: TaxBreakdownView[];
  @ApiProperty({ type: [String] }) notes!: string[];
}
