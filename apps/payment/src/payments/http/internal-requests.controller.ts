import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InternalPaymentRequestBody } from '@libs/dto';
import { AppError } from '@libs/errors';
import { Endpoint } from '@libs/http';
import { readPaymentRequest } from '../read-payment-request';
import { AcceptPaymentRequest } from '../use-cases/accept-payment-request';

const DESCRIPTION = `For an invoice of which less is due than was said, or nothing any more: what a message in the queue says too, but
before whoever caused it is answered. The higher version is right, whichever comes first.`;

@ApiTags('Internal')
@Controller('v1/internal/payment-requests')
export class InternalRequestsController {
  constructor(private readonly requests: AcceptPaymentRequest) {}

  @Post()
  @Endpoint({
    operation: 'internal.payment_request',
    summary: 'Tell what is due for an invoice',
    description: DESCRIPTION,
    status: 204,
    errors: ['validation_failed', 'invalid_signature'],
    idempotency: 'own',
  })
  async accept(@Body() body: InternalPaymentRequestBody): Promise<void> {
    const request = readPaymentRequest(body.request);
    if (request) return this.requests.accept(request);
    throw new AppError('validation_failed', {}, [
      { field: 'request', code: 'invalid', message: 'Send a payment request.' },
    ]);
  }
}
