import { ApiProperty } from '@nestjs/swagger';

const ACCOUNT = {
  example: 'receivables',
  description: 'receivables, cash_at_gateway, revenue, tax_payable, customer_credit, refunds, disputes or fees',
};

export class LedgerBalanceView {
  @ApiProperty(ACCOUNT)
  ledger_account!: string;
  @ApiProperty({ example: 'USD' })
  currency!: string;
  @ApiProperty({ example: 29.99, description: 'Debits are positive, credits negative; all of a currency sum to zero' })
  balance!: number;
}

export class LedgerPostingView {
  @ApiProperty(ACCOUNT)
  ledger_account!: string;
  @ApiProperty({ example: -29.99 })
  amount!: number;
  @ApiProperty({ example: 'USD' })
  currency!: string;
}

export class LedgerEntryView {
  @ApiProperty({ format: 'uuid', example: '0197c1d2-6f00-7000-8000-000000000000' })
  id!: string;
  @ApiProperty({ example: 'invoice_finalized' })
  kind!: string;
  @ApiProperty({ example: '0197c1d2-6f00-7000-8000-000000000001', description: 'The invoice or transaction booked' })
  reference!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null: fees that no account here caused' })
  account_id!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  invoice_id!: string | null;
  @ApiProperty({ format: 'date-time', example: '2026-01-10T09:00:00.000Z' })
  booked_at!: string;
  @ApiProperty({ type: [LedgerPostingView], description: 'They sum to zero per currency' })
  postings!: LedgerPostingView[];
}
