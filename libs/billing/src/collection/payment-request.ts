import { refuse, ok, type Result } from '@libs/errors';
import type { Money } from '@libs/money';
import type { Invoice } from '../invoicing/invoice';
import type { InvoiceStatus } from '../invoicing/invoice.states';

/** `invoice`: what belongs to no period of its own, such as final or late usage and one-off lines. */
export const PAYMENT_ACTIONS = ['initial', 'trial', 'renewal', 'upgrade', 'downgrade', 'invoice'] as const;
export type PaymentAction = (typeof PAYMENT_ACTIONS)[number];

/** What the payment service is asked to collect. What is due is what this says, never what a client says. */
export interface PaymentRequest {
  readonly action: PaymentAction;
  readonly accountId: string;
  readonly subscriptionId: string | null;
  readonly invoiceId: string;
  readonly amountDue: Money;
  /** The same for every request of one invoice, so that asking twice makes one payment. */
  readonly idempotencyKey: string;
}

export interface NothingToPay {
  readonly code: 'nothing_to_pay';
  readonly status: InvoiceStatus;
}

/** Asks for what an open or written-off invoice still owes: 29.99 due → a request over 29.99, keyed by the invoice. */
export function requestPayment(invoice: Invoice, action: PaymentAction): Result<PaymentRequest, NothingToPay> {
  const isOwed = invoice.status === 'open' || invoice.status === 'uncollectible';
  if (!isOwed || !invoice.amountDue.isPositive()) return refuse({ code: 'nothing_to_pay', status: invoice.status });
  return ok({
    action,
    accountId: invoice.accountId,
    subscriptionId: invoice.subscriptionId,
    invoiceId: invoice.id,
    amountDue: invoice.amountDue,
    idempotencyKey: `invoice-${invoice.id}`,
  });
}
