import type { InvoiceRecord } from './invoice-record';

/** What the audit log keeps of an invoice, before and after a change. */
export function auditFacts({ invoice }: InvoiceRecord): object {
  const { status, number, total, creditApplied, amountDue, amountPaid } = invoice;
  return {
    status,
    number,
    total: String(total),
    credit_applied: String(creditApplied),
    amount_due: String(amountDue),
    amount_paid: String(amountPaid),
  };
}
