import type { InvoiceStatus } from '@libs/billing/invoicing';
import type { PaymentCharge, PaymentRequestPayload, PaymentRequestStatus } from '@libs/dto';
import type { InvoiceRecord } from '../invoicing/invoicing.api';

/** A draft asks for nothing yet; a written-off bill may still be paid. */
const STATUSES: Readonly<Record<InvoiceStatus, PaymentRequestStatus>> = {
  draft: 'void',
  open: 'due',
  uncollectible: 'due',
  paid: 'paid',
  void: 'void',
};

/** What an invoice asks for at present, in the words the payment service is told; with a charge, to be collected now. */
export function paymentRequestOf(record: InvoiceRecord, charge: PaymentCharge | null = null): PaymentRequestPayload {
  const { invoice, userId, version } = record;
  const isPaid = invoice.status === 'paid';
  return {
    invoice_id: invoice.id,
    subscription_id: invoice.subscriptionId,
    account_id: invoice.accountId,
    user_id: userId,
    amount_minor: String((isPaid ? invoice.amountPaid : invoice.amountDue).minor),
    currency: invoice.currency,
    status: STATUSES[invoice.status],
    version,
    charge,
  };
}
