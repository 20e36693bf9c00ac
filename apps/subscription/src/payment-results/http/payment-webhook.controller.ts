import { Body, Controller, Post } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiTags, getSchemaPath } from '@nestjs/swagger';
import {
  DisputeEventBody,
  FeeEventBody,
  PaymentMethodEventBody,
  PaymentResultBody,
  readPaymentEvent,
  RefundEventBody,
} from '@libs/dto';
import { Answer, Endpoint } from '@libs/http';
import { ReceivePaymentEvent } from '../use-cases/receive-payment-event';

const BODIES = [PaymentResultBody, RefundEventBody, DisputeEventBody, PaymentMethodEventBody, FeeEventBody];

@ApiTags('Webhooks')
@Controller('v1/webhooks/payment')
export class PaymentWebhookController {
  constructor(private readonly receive: ReceivePaymentEvent) {}

  @Post()
  @ApiExtraModels(...BODIES)
  @ApiBody({ schema: { oneOf: BODIES.map((body) => ({ $ref: getSchemaPath(body) })) } })
  @Endpoint({
    operation: 'webhooks.payment',
    summary: 'What became of a payment, a refund, a dispute or a saved method, told by the payment service',
    description:
      'Told apart by `type`; without one it is the outcome of a payment. The same event again answers 200 and does nothing. Members and types that are not known here are ignored.',
    errors: ['validation_failed', 'invalid_signature', 'webhook_rejected'],
  })
  async payment(@Body() body: unknown): Promise<Answer<null>> {
    await this.receive.run(readPaymentEvent(body));
    return new Answer(null, 'Webhook processed successfully');
  }
}
