import type { PaymentRequest } from '../payment';

export interface RequestRow {
  invoice_id: string;
  account_id: string;
  user_id: number | null;
  subscription_id: string | null;
  amount_minor: string;
  currency: string;
  status: PaymentRequest['status'];
  version: string;
}

export function toRequest(row: RequestRow): PaymentRequest {
  return {
    invoiceId: row.invoice_id,
    subscriptionId: row.subscription_id,
    accountId: row.account_id,
    userId: row.user_id,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    status: row.status,
    version: Number(row.version),
  };
}
