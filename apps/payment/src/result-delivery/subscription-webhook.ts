import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import type { PaymentEventBody } from '@libs/dto';
import { metrics } from '@libs/observability';
import { postSigned } from '@libs/webhooks';

/** The subscription service's door for what happens to money. */
@Injectable()
export class SubscriptionWebhook {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** One attempt, signed afresh. The status it answered, or undefined when no answer came in time. */
  async post(event: PaymentEventBody): Promise<number | undefined> {
    const stop = metrics.webhookDeliverySeconds.startTimer();
    const status = await this.attempt(JSON.stringify(event));
    stop();
    const isDelivered = status !== undefined && status >= 200 && status < 300;
    metrics.webhookDeliveries.inc({ status: isDelivered ? 'delivered' : 'failed' });
    return status;
  }

  private async attempt(body: string): Promise<number | undefined> {
    const { urls, webhooks } = this.config;
    try {
      return (await postSigned(`${urls.subscription}/v1/webhooks/payment`, body, webhooks)).status;
    } catch {
      return undefined;
    }
  }
}
