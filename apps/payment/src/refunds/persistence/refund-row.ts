import type { RefundStatus } from '@libs/billing/payment';
import type { RefundMaker } from '@libs/dto';
import { GATEWAY_ORIGIN, type Refund } from '../refund';

export const REFUND_COLUMNS = `
  refund.id, refund.payment_id, refund.account_id, refund.invoice_id, payment.subscription_id, refund.credit_note_id,
  refund.origin, refund.amount_minor, refund.currency, refund.reason, refund.status, refund.gateway_key, refund.gateway_reference,
  refund.failure_code, refund.was_returned, refund.started_at, refund.checks, refund.created_at, refund.updated_at`;

/** What the columns are read from. */
export const REFUND_WITH_PAYMENT = `refund LEFT JOIN payment ON payment.id = refund.payment_id`;

export interface RefundRow {
  id: string;
  payment_id: string | null;
  account_id: string;
  invoice_id: string;
  subscription_id: string | null;
  credit_note_id: string | null;
  origin: string | null;
  amount_minor: string;
  currency: string;
  reason: string | null;
  status: RefundStatus;
  gateway_key: string;
  gateway_reference: string | null;
  failure_code: string | null;
  was_returned: boolean;
  started_at: Date | null;
  checks: number;
  created_at: Date;
  updated_at: Date;
}

export function toRefund(row: RefundRow): Refund {
  return {
    id: row.id,
    paymentId: row.payment_id,
    accountId: row.account_id,
    invoiceId: row.invoice_id,
    subscriptionId: row.subscription_id,
    creditNoteId: row.credit_note_id,
    madeBy: makerOf(row),
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    reason: row.reason,
    status: row.status,
    gatewayKey: row.gateway_key,
    gatewayReference: row.gateway_reference,
    failureCode: row.failure_code,
    wasReturned: row.was_returned,
    startedAt: row.started_at,
    checks: row.checks,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function makerOf({ credit_note_id: noteId, origin }: RefundRow): RefundMaker {
  if (origin?.startsWith(GATEWAY_ORIGIN)) return 'gateway';
  return noteId === null ? 'staff' : 'credit_note';
}
