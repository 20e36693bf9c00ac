import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InvoicePreviewView, PreviewInvoiceBody } from '@libs/dto';
import { accountNamed, CurrentCaller, Endpoint, type Caller } from '@libs/http';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { PreviewNextInvoice } from '../use-cases/preview-next-invoice';

@ApiTags('Invoices')
@Controller('v1/invoices')
export class NextInvoiceController {
  constructor(
    private readonly preview: PreviewNextInvoice,
    private readonly invoicing: InvoicingApi,
  ) {}

  @Post('preview')
  @Endpoint({
    operation: 'invoices.preview',
    summary: 'The next invoice of an account, as it stands now',
    description: 'The renewal or trial end that comes first, with the usage so far; changes nothing.',
    answer: InvoicePreviewView,
    errors: ['validation_failed', 'not_found', 'nothing_to_bill'],
  })
  async next(@CurrentCaller() caller: Caller, @Body() body: PreviewInvoiceBody): Promise<InvoicePreviewView> {
    return this.invoicing.previewView(await this.preview.run(accountNamed(caller, body.account_id)));
  }
}
