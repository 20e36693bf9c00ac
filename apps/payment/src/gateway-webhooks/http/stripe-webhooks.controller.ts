import { Controller, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiTags } from '@nestjs/swagger';
import { Answer, Endpoint, type AppRequest } from '@libs/http';
import { TakeGatewayEvent } from '../use-cases/take-gateway-event';

@ApiTags('Webhooks')
@Controller('v1/webhooks')
export class StripeWebhooksController {
  constructor(private readonly takeEvent: TakeGatewayEvent) {}

  @Post('stripe')
  @ApiHeader({ name: 'Stripe-Signature', required: true, description: 'The gateway’s own, over the raw bytes' })
  @ApiBody({ schema: { type: 'object' }, description: 'An event of the gateway' })
  @Endpoint({
    operation: 'webhooks.gateway',
    // Events that were told to wait would come late; each is proven by its signature.
    unlimited: true,
    summary: 'Events of the payment gateway',
    description: 'Stored by its event id before it is answered; the same event again has no effect.',
    errors: ['invalid_gateway_signature', 'malformed_json'],
    idempotency: 'own',
  })
  async stripe(@Req() request: AppRequest): Promise<Answer<null>> {
    await this.takeEvent.receive(request.rawBody ?? Buffer.alloc(0), request.headers);
    return new Answer(null, 'Event received');
  }
}
