/** The members of Stripe's objects that this stand-in fills; instants are unix seconds, amounts Stripe's minor units. */
interface Base {
  id: string;
  created: number;
  livemode: false;
}

export type Metadata = Record<string, string>;

export interface Customer extends Base {
  object: 'customer';
  /** It is remembered that there was one, and nothing else of it. */
  deleted?: true;
  email: string | null;
  name: string | null;
  description: string | null;
  metadata: Metadata;
}

export interface PaymentMethod extends Base {
  object: 'payment_method';
  type: 'card';
  customer: string | null;
  billing_details: { name: string | null; email: string | null };
  card: {
    brand: string;
    last4: string;
    exp_month: number;
    exp_year: number;
    funding: string;
    country: string;
    fingerprint: string;
    checks: { cvc_check: string | null };
  };
  metadata: Metadata;
}

export interface CardError {
  type: 'card_error';
  code: string;
  decline_code?: string;
  message: string;
  charge?: string;
  param?: string;
}

export interface PaymentIntent extends Base {
  object: 'payment_intent';
  amount: number;
  amount_received: number;
  capture_method: 'automatic';
  confirmation_method: 'automatic';
  client_secret: string;
  currency: string;
  customer: string | null;
  description: string | null;
  last_payment_error: CardError | null;
  latest_charge: string | null;
  metadata: Metadata;
  payment_method: string | null;
  payment_method_types: string[];
  status: 'requires_payment_method' | 'requires_confirmation' | 'processing' | 'succeeded' | 'canceled';
  canceled_at: number | null;
}

export interface SetupIntent extends Base {
  object: 'setup_intent';
  client_secret: string;
  customer: string | null;
  description: string | null;
  last_setup_error: CardError | null;
  metadata: Metadata;
  payment_method: string | null;
  payment_method_types: string[];
  status: 'requires_payment_method' | 'succeeded';
  usage: string;
}

export interface Charge extends Base {
  object: 'charge';
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  balance_transaction: string | null;
  captured: boolean;
  currency: string;
  customer: string | null;
  description: string | null;
  disputed: boolean;
  failure_code: string | null;
  failure_message: string | null;
  metadata: Metadata;
  paid: boolean;
  payment_intent: string;
  payment_method: string;
  refunded: boolean;
  status: 'succeeded' | 'pending' | 'failed';
}

export interface Refund extends Base {
  object: 'refund';
  amount: number;
  balance_transaction: string;
  charge: string;
  currency: string;
  metadata: Metadata;
  payment_intent: string;
  reason: string | null;
  status: 'pending' | 'succeeded' | 'failed';
  failure_reason?: string;
  failure_balance_transaction?: string;
}

export interface Dispute extends Base {
  object: 'dispute';
  amount: number;
  balance_transactions: string[];
  charge: string;
  currency: string;
  evidence_details: { due_by: number; submission_count: number };
  is_charge_refundable: boolean;
  metadata: Metadata;
  payment_intent: string;
  reason: string;
  status: 'needs_response' | 'won' | 'lost';
}

export interface BalanceTransaction extends Base {
  object: 'balance_transaction';
  amount: number;
  currency: string;
  fee: number;
  net: number;
  reporting_category: string;
  source: string;
  status: 'available';
  type: 'charge' | 'refund' | 'refund_failure' | 'adjustment';
}

export interface StripeEvent extends Base {
  object: 'event';
  api_version: string;
  data: { object: StripeObject };
  pending_webhooks: number;
  type: string;
}

export type StripeObject =
  | Customer
  | PaymentMethod
  | PaymentIntent
  | SetupIntent
  | Charge
  | Refund
  | Dispute
  | BalanceTransaction
  | StripeEvent;

export type ObjectOf<K extends StripeObject['object']> = Extract<StripeObject, { object: K }>;
