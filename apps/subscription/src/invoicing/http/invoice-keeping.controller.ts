import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CreateCreditNoteBody, CreateInvoiceBody, CreditNoteView, InvoiceView, VoidInvoiceBody } from '@libs/dto';
import { Endpoint, UuidParam } from '@libs/http';
import { invoiceView } from '../invoice-view';
import { BillOneOff } from '../use-cases/bill-one-off';
import { CorrectInvoice } from '../use-cases/correct-invoice';
import { CreditInvoice } from '../use-cases/credit-invoice';
import { creditNoteView } from './credit-note.view';

/** What staff do to invoices. */
@ApiTags('Invoices')
@Controller('v1/invoices')
export class InvoiceKeepingController {
  constructor(
    private readonly oneOff: BillOneOff,
    private readonly correct: CorrectInvoice,
    private readonly credit: CreditInvoice,
  ) {}

  @Post()
  @Endpoint({
    operation: 'invoices.create',
    summary: 'Bill one-off lines',
    description: 'In the currency of the account, issued at once: taxed, and paid from account credit first.',
    status: 201,
    answer: InvoiceView,
    errors: ['validation_failed', 'not_found'],
  })
  async create(@Body() body: CreateInvoiceBody): Promise<InvoiceView> {
    const lines = body.lines.map(({ unit_amount: unitAmount, ...line }) => ({ ...line, unitAmount }));
    return invoiceView(await this.oneOff.run(body.account_id, lines));
  }

  @Post(':id/void')
  @Endpoint({
    operation: 'invoices.void',
    summary: 'Void an open invoice',
    description: 'Only while nothing was paid or credited on it. What it billed may be billed again.',
    answer: InvoiceView,
    errors: ['validation_failed', 'not_found', 'invoice_not_open'],
  })
  async void(@Param('id', UuidParam) id: string, @Body() body: VoidInvoiceBody): Promise<InvoiceView> {
    return invoiceView(await this.correct.void(id, body.reason));
  }

  @Post(':id/mark-uncollectible')
  @Endpoint({
    operation: 'invoices.write_off',
    summary: 'Give an open invoice up',
    description: 'It may still be paid.',
    answer: InvoiceView,
    errors: ['not_found', 'invoice_not_open'],
  })
  async writeOff(@Param('id', UuidParam) id: string): Promise<InvoiceView> {
    return invoiceView(await this.correct.writeOff(id));
  }

  @Post(':id/credit-notes')
  @Endpoint({
    operation: 'invoices.credit',
    summary: 'Lower an issued invoice',
    description:
      'By an amount of its total, or by lines. First less is due; what was paid becomes account credit, or with `settlement: "refund"` goes back the way it came, as far as money was captured. Never more than is left.',
    status: 201,
    answer: CreditNoteView,
    errors: [
      'validation_failed',
      'amount_or_lines_required',
      'invalid_credit_note_line',
      'not_found',
      'invoice_not_creditable',
      'credit_exceeds_invoice',
    ],
  })
  async creditNote(@Param('id', UuidParam) id: string, @Body() body: CreateCreditNoteBody): Promise<CreditNoteView> {
    const lines = body.lines?.map(({ line_id: lineId, amount }) => ({ lineId, amount }));
    return creditNoteView(
      await this.credit.run(id, { reason: body.reason, amount: body.amount, settlement: body.settlement, lines }),
    );
  }
}
