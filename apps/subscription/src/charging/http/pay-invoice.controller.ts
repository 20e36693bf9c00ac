import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InvoiceView, PayInvoiceBody } from '@libs/dto';
import { accountScope, CurrentCaller, Endpoint, Unfinished, UuidParam, type Caller } from '@libs/http';
import { PayOnRequest, type InvoiceToCharge } from '../use-cases/pay-on-request';
import { PAY_INVOICE } from './charging-finishers';

@ApiTags('Invoices')
@Controller('v1/invoices')
export class PayInvoiceController {
  constructor(private readonly pay: PayOnRequest) {}

  @Post(':id/pay')
  @Endpoint({
    operation: 'invoices.pay',
    summary: 'Pay an open invoice with a saved payment method',
    description:
      'The default method unless one is named. A declined card is 402 with the invoice in `data`, which stays open. To pay with a card that is not saved: POST /v1/payments/process.',
    answer: InvoiceView,
    alsoAnswers: { 202: 'The outcome is not known yet; the invoice becomes paid by itself' },
    errors: [
      'validation_failed',
      'not_found',
      'nothing_to_pay',
      'payment_method_required',
      'payment_in_progress',
      'card_declined',
      'insufficient_funds',
      'expired_card',
      'incorrect_cvc',
      'processing_error',
    ],
  })
  async payInvoice(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidParam) id: string,
    @Body() body: PayInvoiceBody,
  ): Promise<Unfinished<InvoiceToCharge>> {
    return new Unfinished(PAY_INVOICE, await this.pay.prepare(id, accountScope(caller), body.payment_method_id));
  }
}
