import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import type { PaymentRequestPayload } from '@libs/dto';
import { AppError } from '@libs/errors';
import { logger } from '@libs/observability';
import { postSigned } from '@libs/webhooks';
import type { PaidThing, PaymentRequest } from './payment';
import { readPaymentRequest } from './read-payment-request';

const TIMEOUT_MS = 3_000;
const log = logger('payments');

/** Asks the subscription service what is due, when its message has not arrived yet. */
@Injectable()
export class PaymentRequestSource {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws AppError `dependency_unavailable` when nobody can tell now */
  async fetch(paid: PaidThing): Promise<PaymentRequest | undefined> {
    const named =
      paid.invoiceId === undefined ? { subscription_id: paid.subscriptionId } : { invoice_id: paid.invoiceId };
    const { status, body } = await this.post(JSON.stringify(named));
    if (status === 404) return undefined;
    const request = status === 200 ? readPaymentRequest(dataOf(body)) : undefined;
    if (request) return request;
    log.warn({ status }, 'the subscription service did not say what is due');
    throw new AppError('dependency_unavailable', { dependency: 'subscription-service' });
  }

  private async post(body: string): Promise<{ status: number; body: string }> {
    const { urls, webhooks } = this.config;
    const options = { secrets: webhooks.secrets, timeoutMs: TIMEOUT_MS };
    try {
      return await postSigned(`${urls.subscription}/v1/internal/payment-requests`, body, options);
    } catch (error) {
      log.warn({ cause: (error as Error).name }, 'the subscription service is not reachable');
      throw new AppError('dependency_unavailable', { dependency: 'subscription-service' });
    }
  }
}

function dataOf(body: string): PaymentRequestPayload | undefined {
  try {
    return (JSON.parse(body) as { data?: PaymentRequestPayload }).data;
  } catch {
    return undefined;
  }
}
