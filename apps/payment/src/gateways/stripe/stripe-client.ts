import Stripe from 'stripe';
import { createStripeHttpClient } from './stripe-http-client';

export interface StripeConnection {
  secretKey: string;
  /** Where the SDK connects; without it, Stripe itself. */
  apiUrl?: string | undefined;
  timeoutMs: number;
}

/** The SDK, which sends each call once, in the API version that it was made for, and tells nobody of anything. */
export function createStripeClient({ secretKey, apiUrl, timeoutMs }: StripeConnection): Stripe {
  const url = apiUrl ? new URL(apiUrl) : undefined;
  const protocol = url?.protocol === 'http:' ? 'http' : 'https';
  return new Stripe(secretKey, {
    ...(url && { host: url.hostname, port: url.port === '' ? (protocol === 'http' ? 80 : 443) : url.port, protocol }),
    httpClient: createStripeHttpClient(protocol),
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
  });
}
