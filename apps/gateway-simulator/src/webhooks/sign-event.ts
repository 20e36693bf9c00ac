import { createHmac } from 'node:crypto';

/** The header `Stripe-Signature` for a body sent now: HMAC-SHA256 over "<unix seconds>.<body>". */
export function signEvent(body: string, secret: string, unixSeconds: number): string {
  const signature = createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex');
  return `t=${unixSeconds},v1=${signature}`;
}
