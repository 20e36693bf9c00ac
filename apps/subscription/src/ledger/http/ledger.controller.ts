import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LedgerBalanceView, LedgerComparisonView, LedgerEntryView, TrialBalanceView } from '@libs/dto';
import { Endpoint, pageOf, readCursor, type AppReply, type Page } from '@libs/http';
import { CompareWithTables } from '../use-cases/compare-with-tables';
import { ReadLedger } from '../use-cases/read-ledger';
import { entriesCsv, trialBalanceCsv } from './ledger-csv';
import { LedgerQuery, TrialBalanceQuery } from './ledger.queries';
import { ledgerBalanceView, ledgerComparisonView, ledgerEntryView, trialBalanceView } from './ledger.views';

@Controller('v1/ledger')
@ApiTags('Ledger')
export class LedgerController {
  constructor(
    private readonly ledger: ReadLedger,
    private readonly tables: CompareWithTables,
  ) {}

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

  @Get('trial-balance')
  @Endpoint({
    operation: 'ledger.trial_balance',
    summary: 'Debits and credits of every ledger account, per currency',
    description: 'Both sides of a currency agree at every moment; `balanced` says so. With `format=csv` as a file.',
    answer: [TrialBalanceView],
    orFile: 'text/csv',
    errors: ['validation_failed'],
  })
  async trialBalance(
    @Query() { at, currency, format }: TrialBalanceQuery,
    @Res({ passthrough: true }) reply: AppReply,
  ): Promise<TrialBalanceView[] | string> {
    const balances = await this.ledger.trialBalance({ at, currency });
    if (format !== 'csv') return balances.map(trialBalanceView);
    asFile(reply, 'trial-balance.csv');
    return trialBalanceCsv(balances);
  }

  @Get('check')
  @Endpoint({
    operation: 'ledger.check',
    summary: 'Every ledger account beside what it must be by bills, credit, payments, refunds, disputes and fees',
    description:
      'Adds all of them up anew, of one moment: for the end of a month, or when something looks odd, not for a poll.',
    answer: [LedgerComparisonView],
  })
  async check(): Promise<LedgerComparisonView[]> {
    return (await this.tables.run()).map(ledgerComparisonView);
  }

  @Get('entries')
  @Endpoint({
    operation: 'ledger.entries',
    summary: 'What was booked, with its postings',
    description: 'The newest first. With `format=csv` all that fit as a file, a line for each posting.',
    answer: { page: LedgerEntryView },
    orFile: 'text/csv',
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async entries(
    @Query() query: LedgerQuery,
    @Res({ passthrough: true }) reply: AppReply,
  ): Promise<Page<LedgerEntryView> | Readable> {
    const filter = { accountId: query.account_id, invoiceId: query.invoice_id, from: query.from, to: query.to };
    if (query.format === 'csv') {
      asFile(reply, 'ledger-entries.csv');
      return Readable.from(entriesCsv(this.ledger.lines(filter)), { encoding: 'utf8' });
    }
    const rows = await this.ledger.page(filter, query.limit, readCursor(query.cursor));
    return pageOf(rows, query.limit, (row) => row.id, ledgerEntryView);
  }
}

function asFile(reply: AppReply, name: string): void {
  reply.type('text/csv; charset=utf-8').header('Content-Disposition', `attachment; filename="${name}"`);
}
