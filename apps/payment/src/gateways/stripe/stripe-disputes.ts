import type Stripe from 'stripe';
import type { DisputeStanding } from '../gateway';
import { isAboutTheRequest, movedNothing, translateStripeError } from './stripe-errors';

const ENDS = ['won', 'lost'] as const;

/** `open` while it is answered and looked at, by whatever name. */
export async function findStripeDispute(stripe: Stripe, disputeReference: string): Promise<DisputeStanding> {
  try {
    const { status } = await stripe.disputes.retrieve(disputeReference);
    return ENDS.find((end) => end === status) ?? 'open';
  } catch (error) {
    if (isAboutTheRequest(error) && error.code === 'resource_missing') return 'not_found';
    throw movedNothing(translateStripeError(error));
  }
}
