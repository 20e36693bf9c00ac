import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FindPaymentRequestBody, PaymentRequestView } from '@libs/dto';
import { Endpoint } from '@libs/http';
import { FindPaymentRequest } from '../use-cases/find-payment-request';

@ApiTags('Internal')
@Controller('v1/internal/payment-requests')
export class PaymentRequestsController {
  constructor(private readonly find: FindPaymentRequest) {}

  @Post()
  @Endpoint({
    operation: 'internal.payment_request',
    summary: 'What is due at present for an invoice or a subscription',
    answer: PaymentRequestView,
    errors: ['validation_failed', 'not_found', 'invalid_signature'],
  })
  async due(@Body() body: FindPaymentRequestBody): Promise<PaymentRequestView> {
    return this.find.run({ invoiceId: body.invoice_id, subscriptionId: body.subscription_id });
  }
}
