import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Instant } from '@libs/calendar';
import { InvoiceView } from '@libs/dto';
import { AppError } from '@libs/errors';
import {
  accountFor,
  accountScope,
  CurrentCaller,
  Endpoint,
  isStaff,
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
      accountId: isStaff(caller.role) ? query.account_id : accountFor(caller, query.account_id),
      subscriptionId: query.subscription_id,
      status: query.status,
      issuedFrom: instantOf(query.from, 'from'),
      issuedBefore: instantOf(query.to, 'to'),
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

function instantOf(text: string | undefined, field: string): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = Instant.parse(text);
  if (instant.ok) return instant.value;
  const refused = { field, code: 'not_an_instant', message: 'Send an instant as ISO 8601 with Z or an offset.' };
  throw new AppError('validation_failed', {}, [refused]);
}
