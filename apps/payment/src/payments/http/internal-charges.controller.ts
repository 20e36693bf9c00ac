import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InternalChargeBody, InternalChargeView } from '@libs/dto';
import { AppError } from '@libs/errors';
import { Endpoint } from '@libs/http';
import { readCharge, readPaymentRequest } from '../read-payment-request';
import { ChargeOnRequest } from '../use-cases/charge-on-request';

const DESCRIPTION = `For a customer who waits: the same as the queue's message with a \`charge\`, and its result at once.
The same attempt again answers with the same payment. \`processing\`: the result comes by webhook.`;

@ApiTags('Internal')
@Controller('v1/internal/charges')
export class InternalChargesController {
  constructor(private readonly chargeOnRequest: ChargeOnRequest) {}

  @Post()
  @Endpoint({
    operation: 'internal.charge',
    summary: 'Charge an invoice to a saved method now',
    description: DESCRIPTION,
    answer: InternalChargeView,
    errors: [
      'validation_failed',
      'invalid_signature',
      'payment_method_required',
      'nothing_to_pay',
      'payment_in_progress',
      'gateway_unavailable',
    ],
    idempotency: 'own',
  })
  async charge(@Body() body: InternalChargeBody): Promise<InternalChargeView> {
    const request = readPaymentRequest(body.request);
    const charge = readCharge(body.request);
    if (!request || !charge) {
      const message = 'Send a payment request with its charge.';
      throw new AppError('validation_failed', {}, [{ field: 'request', code: 'invalid', message }]);
    }
    const { key, payment_method_id: methodId } = charge;
    return { result: await this.chargeOnRequest.execute({ request, key, methodId }) };
  }
}
