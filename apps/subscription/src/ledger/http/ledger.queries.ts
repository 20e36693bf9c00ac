import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsCurrency, IsInstant } from '@libs/dto';
import { PageQuery } from '@libs/http';

const FORMATS = ['json', 'csv'] as const;

export class LedgerQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  account_id?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  invoice_id?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Booked at this instant or later' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Booked before this instant' })
  @IsOptional()
  @IsInstant()
  to?: string;

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
