import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Instant } from '@libs/calendar';
import { InvoiceView } from '@libs/dto';
import {
  accountScope,
  CurrentCaller,
  Endpoint,
  pageOf,
  readCursor,
  UuidParam,
  type Caller,
  type Page,
} from '@libs/http';
import { invoiceView } from '../invoice-view';
import { ReadInvoices } from '../use-cases/read-invoices';
import { InvoiceListQuery } from './invoice-list.query';

@ApiTags('Invoices')
@Controller('v1/invoices')
export class InvoicesController {
  constructor(private readonly read: ReadInvoices) {}

  @Get()
  @Endpoint({
    operation: 'invoices.list',
    summary: 'Invoices, the newest first',
    description: 'Customers see their own; staff see all, or those of `account_id`.',
    answer: { page: InvoiceView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: InvoiceListQuery): Promise<Page<InvoiceView>> {
    const records = await this.read.page({
      accountId: accountScope(caller, query.account_id),
      subscriptionId: query.subscription_id,
      status: query.status,
      issuedFrom: query.from === undefined ? undefined : Instant.of(query.from),
      issuedBefore: query.to === undefined ? undefined : Instant.of(query.to),
      needsReview: query.needs_review === undefined ? undefined : query.needs_review === 'true',
      limit: query.limit,
      beforeId: readCursor(query.cursor),
    });
    return pageOf(records, query.limit, ({ invoice }) => invoice.id, invoiceView);
  }

  @Get(':id')
  @Endpoint({
    operation: 'invoices.read',
    summary: 'One invoice with its lines',
    answer: InvoiceView,
    errors: ['not_found'],
  })
  async one(@CurrentCaller() caller: Caller, @Param('id', UuidParam) id: string): Promise<InvoiceView> {
    return invoiceView(await this.read.one(id, accountScope(caller)));
  }
}
