import { PAYMENT_REQUEST_STATUSES, type PaymentCharge, type PaymentRequestPayload } from '@libs/dto';
import { currency } from '@libs/money';
import { isUuid } from '../uuid';
import type { PaymentRequest } from './payment';

const CHARGE_KEY = /^[a-z0-9-]{1,100}$/;
const MINOR = /^\d{1,18}$/;

/** Reads what the subscription service says is due; undefined when it is not whole: better not paid than paid wrongly. */
export function readPaymentRequest(payload: unknown): PaymentRequest | undefined {
  const said = (payload ?? {}) as Partial<Record<keyof PaymentRequestPayload, unknown>>;
  const { invoice_id: invoiceId, subscription_id: subscriptionId, account_id: accountId, user_id: userId } = said;
  const { amount_minor: amountMinor, currency: code, status, version } = said;
  if (!isUuid(invoiceId) || !(subscriptionId === null || isUuid(subscriptionId)) || !isUuid(accountId))
    return undefined;
  if (typeof amountMinor !== 'string' || !MINOR.test(amountMinor)) return undefined;
  if (typeof code !== 'string' || !currency(code).ok) return undefined;
  if (!PAYMENT_REQUEST_STATUSES.includes(status as never) || !Number.isSafeInteger(version)) return undefined;
  if (userId !== null && !Number.isSafeInteger(userId)) return undefined;
  return {
    invoiceId,
    subscriptionId,
    accountId,
    userId: userId as number | null,
    amountMinor: BigInt(amountMinor),
    currency: code,
    status: status as PaymentRequest['status'],
    version: version as number,
  };
}

/** The attempt that a payload asks for; null when it asks for none, undefined when it asks in words that are not understood. */
export function readCharge(payload: unknown): PaymentCharge | null | undefined {
  const said = (payload ?? {}) as Partial<Record<keyof PaymentRequestPayload, unknown>>;
  if (said.charge === undefined || said.charge === null) return null;
  const { key, payment_method_id: methodId } = said.charge as Partial<Record<keyof PaymentCharge, unknown>>;
  if (typeof key !== 'string' || !CHARGE_KEY.test(key)) return undefined;
  if (!(methodId === undefined || methodId === null || isUuid(methodId))) return undefined;
  return { key, payment_method_id: methodId ?? null };
}
