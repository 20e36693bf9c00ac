import { SystemClock, type RealClock } from '@libs/calendar';
import type { PaymentGateway } from './gateway';
import { MockGateway } from './mock/mock.gateway';
import { StripeGateway } from './stripe/stripe.gateway';

export interface GatewayOptions {
  kind: 'stripe' | 'mock';
  stripeSecretKey: string;
  stripeWebhookSecret: string;
  stripeApiUrl?: string | undefined;
  timeoutMs: number;
}

/** The gateway that the configuration names. */
export function createGateway(options: GatewayOptions, clock: RealClock = new SystemClock()): PaymentGateway {
  const { stripeWebhookSecret: webhookSecret, timeoutMs } = options;
  if (options.kind === 'mock') return new MockGateway({ webhookSecret, clock });
  const { stripeSecretKey: secretKey, stripeApiUrl: apiUrl } = options;
  return new StripeGateway({ secretKey, webhookSecret, apiUrl, timeoutMs, clock });
}
