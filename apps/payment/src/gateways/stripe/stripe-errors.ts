import { AppError, InvariantBroken } from '@libs/errors';
import Stripe from 'stripe';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../gateway-errors';

/** The connection was never made. Anything else on the wire may have come after the request was read. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
]);
const INVALID_EXPIRY = new Set(['invalid_expiry_month', 'invalid_expiry_year']);

/**
 * What a failed call means for the money. The SDK's error is dropped, not wrapped: its message, parameters and raw
 * answer may quote the card.
 */
export function translateStripeError(error: unknown, currency = ''): Error {
  if (!(error instanceof Stripe.errors.StripeError))
    return error instanceof Error ? error : new InvariantBroken('not an error');
  const status = error.statusCode ?? 0;
  if (error instanceof Stripe.errors.StripeConnectionError) return connectionTrouble(error);
  if (error instanceof Stripe.errors.StripeRateLimitError) return new GatewayUnavailable('rate_limited');
  if (status === 401 || status === 403) return new GatewayUnavailable('credentials_refused');
  if (status === 409) return new GatewayOutcomeUnknown('key_in_use');
  if (error instanceof Stripe.errors.StripeIdempotencyError) return new GatewayOutcomeUnknown('key_used_otherwise');
  if (error instanceof Stripe.errors.StripeAPIError) {
    return new GatewayOutcomeUnknown(status >= 500 ? 'server_error' : 'unreadable_answer');
  }
  return refusal(error, currency);
}

/** Card data that cannot be a card at all is the caller's mistake, not a decline. */
export function cardMistakeOf(error: Stripe.errors.StripeCardError): AppError | undefined {
  if (error.code === 'incorrect_number' || error.code === 'invalid_number') return new AppError('invalid_card_number');
  if (INVALID_EXPIRY.has(error.code ?? '')) return new AppError('invalid_card_expiry');
  return undefined;
}

/** For calls that cannot move money, an unknown outcome is merely a failed call. */
export function movedNothing(error: Error): Error {
  return error instanceof GatewayOutcomeUnknown ? new GatewayUnavailable(error.trouble) : error;
}

/** Stripe read the request and would not do it; trouble with keys, cards and credentials is not meant. */
export function isAboutTheRequest(error: unknown): error is Stripe.errors.StripeInvalidRequestError {
  return error instanceof Stripe.errors.StripeInvalidRequestError && [400, 404].includes(error.statusCode ?? 0);
}

/**
 * Of a charge by a saved method: the method, or its customer, cannot be used any more. Stripe names no code for one that
 * was detached, so it is what is left when neither the amount nor the form of the request was wrong.
 */
export function isGone(error: unknown): boolean {
  if (!isAboutTheRequest(error)) return false;
  const isForm = /^(parameter|amount)_/.test(error.code ?? '') || /^(amount|currency)$/.test(error.param ?? '');
  return !isForm;
}

function connectionTrouble(error: Stripe.errors.StripeConnectionError): Error {
  const code = (error.detail as { code?: string } | undefined)?.code ?? '';
  if (NEVER_SENT.has(code)) return new GatewayUnavailable('connection_refused');
  return new GatewayOutcomeUnknown(code === 'ETIMEDOUT' ? 'time_out' : 'connection_lost');
}

/** The request was read and refused; nothing moved. */
function refusal(error: Stripe.errors.StripeError, currency: string): Error {
  const code = error.code ?? '';
  if (
    code === 'amount_too_small' ||
    code === 'amount_too_large' ||
    error.param === 'amount' ||
    error.param === 'currency'
  ) {
    return new AppError('amount_not_chargeable', { currency });
  }
  const isAboutSource = /^(payment_method|card|token|source)/.test(error.param ?? '');
  if (isAboutSource || code.startsWith('payment_method_')) return new AppError('invalid_payment_token');
  return new InvariantBroken(
    `Stripe refused a request: ${error.rawType ?? error.type} ${code} ${error.param ?? ''}`.trim(),
  );
}
