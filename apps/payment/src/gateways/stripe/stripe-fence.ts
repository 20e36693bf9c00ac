import Stripe from 'stripe';
import { translateStripeError } from './stripe-errors';

/** The fence's intent is never confirmed; it only has to be valid, and different from any charge or refund. */
const FENCE_INTENT = { amount: 100, currency: 'usd' };

/**
 * Uses the key up for an intent that nobody confirms. A key belongs to one call with one set of parameters, so whatever
 * comes with it later is refused by Stripe; one that was used before is refused here, which is as good.
 */
export async function burnKey(stripe: Stripe, idempotencyKey: string, fenceFor: string): Promise<void> {
  try {
    const metadata = { fence_for: fenceFor };
    const intent = await stripe.paymentIntents.create({ ...FENCE_INTENT, metadata }, { idempotencyKey });
    await stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: `${idempotencyKey}:unfence` });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode === 400) return;
    throw translateStripeError(error);
  }
}
