import type { PaymentStatus } from '@libs/billing/payment';
import type { Payment } from '../payment';

export const PAYMENT_COLUMNS = `
  id, account_id, invoice_id, subscription_id, user_id, amount_minor, currency, status, gateway, gateway_key,
  gateway_reference, payment_method_id, charge_key, card_brand, card_last4, card_exp_month, card_exp_year,
  failure_code, amount_reconciled, started_at, checks, created_at, updated_at`;

export interface PaymentRow {
  id: string;
  account_id: string;
  invoice_id: string;
  subscription_id: string | null;
  user_id: number | null;
  amount_minor: string;
  currency: string;
  status: PaymentStatus;
  gateway: string;
  gateway_key: string;
  gateway_reference: string | null;
  payment_method_id: string | null;
  charge_key: string | null;
  card_brand: string | null;
  card_last4: string | null;
  card_exp_month: number | null;
  card_exp_year: number | null;
  failure_code: string | null;
  amount_reconciled: boolean;
  started_at: Date;
  checks: number;
  created_at: Date;
  updated_at: Date;
}

export function toPayment(row: PaymentRow): Payment {
  return {
    id: row.id,
    accountId: row.account_id,
    invoiceId: row.invoice_id,
    subscriptionId: row.subscription_id,
    userId: row.user_id,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    status: row.status,
    gateway: row.gateway,
    gatewayKey: row.gateway_key,
    gatewayReference: row.gateway_reference,
    paymentMethodId: row.payment_method_id,
    chargeKey: row.charge_key,
    card: cardOf(row),
    failureCode: row.failure_code,
    isAmountReconciled: row.amount_reconciled,
    startedAt: row.started_at,
    checks: row.checks,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function cardOf(row: PaymentRow): Payment['card'] {
  const { card_brand: brand, card_last4: last4, card_exp_month: expMonth, card_exp_year: expYear } = row;
  if (brand === null || last4 === null || expMonth === null || expYear === null) return null;
  return { brand, last4, expMonth, expYear };
}
