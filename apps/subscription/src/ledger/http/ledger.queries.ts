import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { IsCurrency, IsInstant, SpanFilter, UuidWhenGiven } from '@libs/dto';
import { PageQuery } from '@libs/http';

const FORMATS = ['json', 'csv'] as const;

export class LedgerQuery extends IntersectionType(PageQuery, SpanFilter) {
  @UuidWhenGiven() account_id?: string;

  @UuidWhenGiven() invoice_id?: string;

  @ApiPropertyOptional({ enum: FORMATS, description: 'csv: all that fit, a line for each posting, without pages' })
  @IsOptional()
  @IsIn(FORMATS)
  format?: (typeof FORMATS)[number];
}

export class TrialBalanceQuery {
  @ApiPropertyOptional({ format: 'date-time', description: 'What was booked up to then; without it, until now' })
  @IsOptional()
  @IsInstant()
  at?: string;

  @ApiPropertyOptional({ example: 'USD' })
  @IsOptional()
  @IsCurrency()
  currency?: string;

  @ApiPropertyOptional({ enum: FORMATS })
  @IsOptional()
  @IsIn(FORMATS)
  format?: (typeof FORMATS)[number];
}
