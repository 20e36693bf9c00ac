import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsString, IsUUID, Length, Matches, ValidateNested } from 'class-validator';
import {
  LEDGER_CHECK_MAX,
  LEDGER_REFERENCE_KINDS,
  type LedgerCheckAnswer,
  type LedgerCheckRequest,
  type LedgerDifference,
  type LedgerReference,
  type LedgerReferenceKind,
} from '../messages/ledger-check';

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

export class TrialBalanceLineView {
  @ApiProperty(ACCOUNT)
  ledger_account!: string;
  @ApiProperty({ example: 59.98 })
  debit!: number;
  @ApiProperty({ example: 29.99 })
  credit!: number;
  @ApiProperty({ example: 29.99, description: 'debit − credit' })
  balance!: number;
}

export class TrialBalanceView {
  @ApiProperty({ example: 'USD' })
  currency!: string;
  @ApiProperty({ type: [TrialBalanceLineView] })
  accounts!: TrialBalanceLineView[];
  @ApiProperty({ example: 59.98, description: 'All debits' })
  debit!: number;
  @ApiProperty({ example: 59.98, description: 'All credits' })
  credit!: number;
  @ApiProperty({ description: 'Whether the two agree, as they must' })
  balanced!: boolean;
}

export class LedgerComparisonView {
  @ApiProperty(ACCOUNT)
  ledger_account!: string;
  @ApiProperty({ example: 'USD' })
  currency!: string;
  @ApiProperty({ example: 29.99, description: 'As the ledger has it; a debit is positive' })
  booked!: number;
  @ApiProperty({ example: 29.99, description: 'As bills, credit, payments, refunds, disputes and fees add up' })
  expected!: number;
  @ApiProperty({ description: 'Whether the two agree, as they must' })
  agrees!: boolean;
}

class LedgerReferenceBody implements LedgerReference {
  @ApiProperty({ enum: LEDGER_REFERENCE_KINDS })
  @IsIn(LEDGER_REFERENCE_KINDS)
  kind!: LedgerReferenceKind;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id!: string;

  @ApiProperty({ example: '2999', description: 'Minor units' })
  @IsString()
  @Matches(/^\d{1,18}$/)
  amount_minor!: string;

  @ApiProperty({ example: 'USD' })
  @IsString()
  @Length(3, 3)
  currency!: string;
}

export class LedgerCheckBody implements LedgerCheckRequest {
  @ApiProperty({ type: [LedgerReferenceBody], maxItems: LEDGER_CHECK_MAX })
  @IsArray()
  @ArrayMaxSize(LEDGER_CHECK_MAX)
  @ValidateNested({ each: true })
  @Type(() => LedgerReferenceBody)
  references!: LedgerReferenceBody[];
}

class BookedMovementView {
  @ApiProperty({ example: '2999', description: 'Minor units' }) amount_minor!: string;
  @ApiProperty({ example: 'USD' }) currency!: string;
}

class LedgerDifferenceView implements LedgerDifference {
  @ApiProperty({ enum: LEDGER_REFERENCE_KINDS }) kind!: LedgerReferenceKind;
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ type: BookedMovementView, nullable: true, description: 'Null: there is no entry' })
  booked!: BookedMovementView | null;
}

export class LedgerCheckView implements LedgerCheckAnswer {
  @ApiProperty({ type: [LedgerDifferenceView], description: 'What is not booked as it was named' })
  differences!: LedgerDifferenceView[];
}
