import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags, IntersectionType } from '@nestjs/swagger';
import { Instant } from '@libs/calendar';
import { CreditNoteFilter, CreditNoteView } from '@libs/dto';
import {
  accountScope,
  CurrentCaller,
  Endpoint,
  pageOf,
  PageQuery,
  readCursor,
  UuidParam,
  type Caller,
  type Page,
} from '@libs/http';
import { ReadCreditNotes } from '../use-cases/read-credit-notes';
import { ReadInvoices } from '../use-cases/read-invoices';
import { creditNoteView } from './credit-note.view';

class CreditNoteListQuery extends IntersectionType(PageQuery, CreditNoteFilter) {}

@ApiTags('Invoices')
@Controller('v1')
export class CreditNotesController {
  constructor(
    private readonly notes: ReadCreditNotes,
    private readonly invoices: ReadInvoices,
  ) {}

  @Get('credit-notes')
  @Endpoint({
    operation: 'invoices.list',
    summary: 'Credit notes, the newest first',
    description: 'Customers see their own; staff see all, or those of `account_id`.',
    answer: { page: CreditNoteView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: CreditNoteListQuery): Promise<Page<CreditNoteView>> {
    const records = await this.notes.page({
      accountId: accountScope(caller, query.account_id),
      invoiceId: query.invoice_id,
      from: query.from === undefined ? undefined : Instant.of(query.from),
      before: query.to === undefined ? undefined : Instant.of(query.to),
      limit: query.limit,
      beforeId: readCursor(query.cursor),
    });
    return pageOf(records, query.limit, ({ id }) => id, creditNoteView);
  }

  @Get('credit-notes/:id')
  @Endpoint({
    operation: 'invoices.read',
    summary: 'One credit note with its lines',
    answer: CreditNoteView,
    errors: ['not_found'],
  })
  async one(@CurrentCaller() caller: Caller, @Param('id', UuidParam) id: string): Promise<CreditNoteView> {
    return creditNoteView(await this.notes.one(id, accountScope(caller)));
  }

  @Get('invoices/:id/credit-notes')
  @Endpoint({
    operation: 'invoices.read',
    summary: 'The credit notes of an invoice, the oldest first',
    answer: [CreditNoteView],
    errors: ['not_found'],
  })
  async ofInvoice(@CurrentCaller() caller: Caller, @Param('id', UuidParam) id: string): Promise<CreditNoteView[]> {
    const { invoice } = await this.invoices.one(id, accountScope(caller));
    return (await this.notes.of(invoice.id)).map(creditNoteView);
  }
}
