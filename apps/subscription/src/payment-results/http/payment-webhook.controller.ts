import { Body, Controller, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { PaymentResultBody, readPaymentResult } from '@libs/dto';
import { Answer, Endpoint } from '@libs/http';
import { toldResult } from '../told-result';
import { ReceivePaymentResult } from '../use-cases/receive-payment-result';

@ApiTags('Webhooks')
@Controller('v1/webhooks/payment')
export class PaymentWebhookController {
  constructor(private readonly receive: ReceivePaymentResult) {}

  @Post()
  @ApiBody({ type: PaymentResultBody })
  @Endpoint({
    operation: 'webhooks.payment',
    summary: 'The outcome of a payment, told by the payment service',
    description: 'The same event again answers 200 and does nothing. Members that are not known here are ignored.',
    errors: ['validation_failed', 'invalid_signature', 'webhook_rejected'],
  })
  async payment(@Body() body: unknown): Promise<Answer<null>> {
    await this.receive.run(toldResult(readPaymentResult(body)));
    return new Answer(null, 'Webhook processed successfully');
  }
}
