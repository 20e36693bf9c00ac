import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { accountScope, CurrentCaller, Endpoint, UuidParam, type AppReply, type Caller } from '@libs/http';
import { RenderCreditNote } from '../use-cases/render-credit-note';
import { RenderInvoice } from '../use-cases/render-invoice';

@ApiTags('Invoices')
@Controller('v1')
export class InvoicePdfController {
  constructor(
    private readonly render: RenderInvoice,
    private readonly renderNote: RenderCreditNote,
  ) {}

  @Get('invoices/:id/pdf')
  @Endpoint({
    operation: 'invoices.read',
    summary: 'An issued invoice as a PDF',
    description: 'In the language of the account where there are words for it, with its numbers and dates.',
    file: 'application/pdf',
    errors: ['not_found'],
  })
  async pdf(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Res({ passthrough: true }) reply: AppReply,
  ): Promise<Buffer> {
    return answer(reply, await this.render.run(id, accountScope(caller)));
  }

  @Get('credit-notes/:id/pdf')
  @Endpoint({
    operation: 'invoices.read',
    summary: 'A credit note as a PDF',
    description: 'In the language of the account where there are words for it, with its numbers and dates.',
    file: 'application/pdf',
    errors: ['not_found'],
  })
  async creditNote(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Res({ passthrough: true }) reply: AppReply,
  ): Promise<Buffer> {
    return answer(reply, await this.renderNote.run(id, accountScope(caller)));
  }
}

function answer(reply: AppReply, { pdf, fileName }: { readonly pdf: Buffer; readonly fileName: string }): Buffer {
  void reply.type('application/pdf').header('content-disposition', `inline; filename="${fileName}"`);
  return pdf;
}
