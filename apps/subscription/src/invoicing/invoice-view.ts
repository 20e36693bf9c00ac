import type { InvoiceLine } from '@libs/billing/invoicing';
import { wireAmount, type InvoiceLineView, type InvoiceView } from '@libs/dto';
import type { InvoiceRecord } from './invoice-record';

/** An invoice as a client sees it. */
export function invoiceView({ invoice, lineIds, amountRefunded }: InvoiceRecord): InvoiceView {
  return {
    id: invoice.id,
    number: invoice.number,
    account_id: invoice.accountId,
    subscription_id: invoice.subscriptionId,
    status: invoice.status,
    currency: invoice.currency,
    subtotal: wireAmount(invoice.subtotal),
    discount: wireAmount(invoice.discount),
    tax: wireAmount(invoice.tax),
    credit_applied: wireAmount(invoice.creditApplied),
    total: wireAmount(invoice.total),
    amount_due: wireAmount(invoice.amountDue),
    amount_paid: wireAmount(invoice.amountPaid),
    amount_refunded: wireAmount(amountRefunded),
    period_start: invoice.period.start.toString(),
    period_end: invoice.period.end.toString(),
    issued_at: invoice.issuedAt?.toString() ?? null,
    due_date: invoice.dueAt?.toString() ?? null,
    paid_at: invoice.paidAt?.toString() ?? null,
    lines: invoice.lines.map((line, index) => lineView(line, lineIds[index] as string)),
    // Nothing taxes an invoice yet; the fields are there so that clients need not change when something does.
    tax_breakdown: [],
    notes: [],
  };
}

function lineView(line: InvoiceLine, id: string): InvoiceLineView {
  return {
    id,
    kind: line.kind,
    description: line.description,
    quantity: Number(line.quantity),
    unit_amount: Number(line.unitRate.toDecimalText()),
    amount: wireAmount(line.lineTotal),
    tax_rate: null,
    tax_amount: 0,
    period_start: line.period?.start.toString() ?? null,
    period_end: line.period?.end.toString() ?? null,
    metric: line.metric,
    explanation: line.explanation,
  };
}
