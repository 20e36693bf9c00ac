import { isUuid } from '../uuid';
import type { CreditNoteRefund } from './refund';

const MINOR = /^[1-9]\d{0,17}$/;
const CURRENCY = /^[A-Z]{3}$/;

/** Reads what a credit note wants back; undefined when the message does not say so. */
export function readCreditNoteRefund(payload: Record<string, unknown>): CreditNoteRefund | undefined {
  const { credit_note_id: creditNoteId, invoice_id: invoiceId, account_id: accountId } = payload;
  const { amount_minor: amount, currency, reason = null } = payload;
  if (!isUuid(creditNoteId) || !isUuid(invoiceId) || !isUuid(accountId)) return undefined;
  if (typeof amount !== 'string' || !MINOR.test(amount)) return undefined;
  if (typeof currency !== 'string' || !CURRENCY.test(currency)) return undefined;
  if (reason !== null && typeof reason !== 'string') return undefined;
  return { creditNoteId, invoiceId, accountId, amountMinor: BigInt(amount), currency, reason };
}
