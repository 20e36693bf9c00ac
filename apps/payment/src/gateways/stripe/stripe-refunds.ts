import Stripe from 'stripe';
import type { FoundRefund, RefundFailureCode, RefundLookup, RefundOutcome, RefundRequest } from '../gateway';
import { toStripeAmount } from './stripe-amount';
import { isAboutTheRequest, movedNothing, translateStripeError } from './stripe-errors';
import { burnKey } from './stripe-fence';

const PAGE_SIZE = 100;

/** Why Stripe would not begin a refund, by the code of its error. */
const REFUSALS = new Map<string, RefundFailureCode>([
  ['charge_already_refunded', 'charge_already_refunded'],
  ['charge_disputed', 'charge_disputed'],
  ['refund_disputed_payment', 'charge_disputed'],
  ['charge_not_refundable', 'charge_not_refundable'],
  ['resource_missing', 'charge_not_refundable'],
  ['balance_insufficient', 'balance_insufficient'],
]);
/** Why a refund that had begun came back. */
const FAILURES = new Map<string, RefundFailureCode>([
  ['lost_or_stolen_card', 'card_account_closed'],
  ['expired_or_canceled_card', 'card_account_closed'],
  ['charge_for_pending_refund_disputed', 'charge_disputed'],
  ['insufficient_funds', 'balance_insufficient'],
]);

export class StripeRefunds {
  constructor(private readonly stripe: Stripe) {}

  async refund(request: RefundRequest): Promise<RefundOutcome> {
    const amount = toStripeAmount(request.amountMinor, request.currency);
    const { refundId, paymentId, chargeReference, idempotencyKey } = request;
    try {
      const metadata = { refund_id: refundId, payment_id: paymentId };
      const params = { payment_intent: chargeReference, amount, metadata };
      return refundOutcomeOf(await this.stripe.refunds.create(params, { idempotencyKey }));
    } catch (error) {
      const code = refusalOf(error);
      if (code !== undefined) return { status: 'failed', code };
      throw translateStripeError(error, request.currency);
    }
  }

  async find({ refundId, refundReference, chargeReference }: RefundLookup): Promise<FoundRefund> {
    try {
      const refunds = this.stripe.refunds.list({ payment_intent: chargeReference, limit: PAGE_SIZE });
      for await (const refund of refunds) {
        const isIt = refund.id === refundReference || refund.metadata?.['refund_id'] === refundId;
        if (isIt) return refundOutcomeOf(refund);
      }
      return { status: 'not_found' };
    } catch (error) {
      if (isAboutTheRequest(error) && error.code === 'resource_missing') return { status: 'not_found' };
      throw movedNothing(translateStripeError(error));
    }
  }

  fence({ idempotencyKey, refundId }: RefundLookup): Promise<void> {
    return burnKey(this.stripe, idempotencyKey, refundId);
  }
}

export function refundOutcomeOf(refund: Stripe.Refund): RefundOutcome {
  const refundReference = refund.id;
  if (refund.status === 'succeeded') return { status: 'succeeded', refundReference };
  if (refund.status !== 'failed' && refund.status !== 'canceled') return { status: 'processing', refundReference };
  return { status: 'failed', code: FAILURES.get(refund.failure_reason ?? '') ?? 'refund_failed', refundReference };
}

/** More than is left has no code of its own, only the parameter's name. */
function refusalOf(error: unknown): RefundFailureCode | undefined {
  if (!isAboutTheRequest(error)) return undefined;
  const code = REFUSALS.get(error.code ?? '');
  return code ?? (error.param === 'amount' ? 'refund_exceeds_charge' : undefined);
}
