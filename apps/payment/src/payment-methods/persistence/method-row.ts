import type { PaymentMethod } from '../payment-method';

export const METHOD_COLUMNS = `
  id, account_id, customer_reference, method_reference, brand, last4, exp_month, exp_year, is_default, created_at`;

export interface MethodRow {
  id: string;
  account_id: string;
  customer_reference: string;
  method_reference: string;
  brand: string;
  last4: string;
  exp_month: number;
  exp_year: number;
  is_default: boolean;
  created_at: Date;
}

/** Only of rows that are active: the others may lack what the gateway would have said. */
export function toMethod(row: MethodRow): PaymentMethod {
  return {
    id: row.id,
    accountId: row.account_id,
    customerReference: row.customer_reference,
    methodReference: row.method_reference,
    card: { brand: row.brand, last4: row.last4, expMonth: row.exp_month, expYear: row.exp_year },
    isDefault: row.is_default,
    createdAt: row.created_at,
  };
}
