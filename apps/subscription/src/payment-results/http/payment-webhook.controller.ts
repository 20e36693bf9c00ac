import { Body, Controller, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Instant } from '@libs/calendar';
import { PaymentResultBody, readPaymentResult } from '@libs/dto';
import { Answer, Endpoint } from '@libs/http';
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
    const result = readPaymentResult(body);
    const occurredAt = result.occurred_at === undefined ? undefined : Instant.parse(result.occurred_at);
    await this.receive.run({
      eventId: result.event_id,
      transactionId: result.transaction_id,
      subscriptionId: result.subscription_id ?? null,
      invoiceId: result.invoice_id,
      accountId: result.account_id,
      status: result.status,
      amount: result.amount,
      currency: result.currency,
      isReconciled: result.amount_reconciled,
      gatewayReference: result.gateway_reference ?? undefined,
      failureCode: result.failure_code ?? undefined,
      occurredAt: occurredAt?.ok ? occurredAt.value : undefined,
    });
    return new Answer(null, 'Webhook processed successfully');
  }
}
