import { PAYMENT_TRANSITIONS } from '@libs/billing/payment';
import type { ChargeOutcome } from '../../gateways/gateway';
import type { ChargedPayment, Verdict } from '../charged-payment';

const { captured, declined } = PAYMENT_TRANSITIONS.processing;

/**
 * Success counts only when the gateway took exactly what is due (promise 26): 29.99 USD due and 29.99 USD taken →
 * `success`; 29.98 taken → still `processing`, flagged, for reconciliation to settle.
 */
export function judgeOutcome(
  payment: Pick<ChargedPayment, 'amountMinor' | 'currency'>,
  outcome: ChargeOutcome,
): Verdict {
  const { gatewayReference, card } = outcome;
  const facts = { ...(gatewayReference !== undefined && { gatewayReference }), ...(card && { card }) };
  if (outcome.status === 'processing') return { status: 'processing', ...facts, tellsSubscription: false };
  if (outcome.status === 'declined') {
    return { status: declined, ...facts, failureCode: outcome.code, tellsSubscription: true };
  }
  const isExact = outcome.amountMinor === payment.amountMinor && outcome.currency === payment.currency;
  if (!isExact) return { status: 'processing', ...facts, flag: 'amount_differs', tellsSubscription: false };
  return { status: captured, ...facts, ...(outcome.fee && { fee: outcome.fee }), tellsSubscription: true };
}

/** The gateway surely holds no charge for the payment. */
export function neverCharged(failureCode: string, tellsSubscription: boolean): Verdict {
  return { status: declined, failureCode, tellsSubscription };
}
