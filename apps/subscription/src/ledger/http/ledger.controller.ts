import { Controller, Get, Query } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { IsInstant, LedgerBalanceView, LedgerEntryView } from '@libs/dto';
import { Endpoint, pageOf, PageQuery, readCursor, type Page } from '@libs/http';
import { ReadLedger } from '../use-cases/read-ledger';
import { ledgerBalanceView, ledgerEntryView } from './ledger.views';

class LedgerQuery extends PageQuery {
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
}

@Controller('v1/ledger')
@ApiTags('Ledger')
export class LedgerController {
  constructor(private readonly ledger: ReadLedger) {}

  @Get('accounts')
  @Endpoint({
    operation: 'ledger.read',
    summary: 'Balances of the ledger accounts, per currency',
    description: 'Double entry: the balances of one currency sum to zero at every moment.',
    answer: [LedgerBalanceView],
  })
  async balances(): Promise<LedgerBalanceView[]> {
    return (await this.ledger.balances()).map(ledgerBalanceView);
  }

  @Get('entries')
  @Endpoint({
    operation: 'ledger.entries',
    summary: 'What was booked, with its postings',
    answer: { page: LedgerEntryView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async entries(@Query() query: LedgerQuery): Promise<Page<LedgerEntryView>> {
    const filter = { accountId: query.account_id, invoiceId: query.invoice_id, from: query.from, to: query.to };
    const rows = await this.ledger.page(filter, query.limit, readCursor(query.cursor));
    return pageOf(rows, query.limit, (row) => row.id, ledgerEntryView);
  }
}
