import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import type { PaymentMethodEventBody } from '@libs/dto';
import { logger } from '@libs/observability';
import { postSigned } from '@libs/webhooks';

const log = logger('payment-methods');

/**
 * Tells the subscription service of a change before the customer is answered, so that a subscription made right after is
 * charged. One try: the same event is on its way through the queue, and whichever comes second is a repetition.
 */
@Injectable()
export class SubscriptionNotice {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async post(event: PaymentMethodEventBody, timeoutMs: number): Promise<void> {
    const { urls, webhooks } = this.config;
    const options = { secrets: webhooks.secrets, timeoutMs: Math.max(1, timeoutMs) };
    try {
      const { status } = await postSigned(`${urls.subscription}/v1/webhooks/payment`, JSON.stringify(event), options);
      if (status >= 300) log.warn({ eventId: event.event_id, status }, 'a change is not told yet; the queue goes on');
    } catch (error) {
      log.warn(
        { eventId: event.event_id, cause: (error as Error).name },
        'a change is not told yet; the queue goes on',
      );
    }
  }
}
