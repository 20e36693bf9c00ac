import { lineTaxOf, type Invoice, type InvoiceLine } from '@libs/billing/invoicing';
import { wireAmount, type InvoicePreviewLineView, type InvoicePreviewView, type InvoiceView } from '@libs/dto';
import type { Money } from '@libs/money';
import type { InvoiceRecord } from './invoice-record';

/** An invoice as a client sees it. */
export function invoiceView({ invoice, lineIds, amountRefunded }: InvoiceRecord): InvoiceView {
  const { lines, ...rest } = invoicePreview(invoice, amountRefunded);
  const named = lines.map((line, index) => ({ id: lineIds[index] as string, ...line }));
  return { id: invoice.id, ...rest, lines: named };
}

/** What an invoice would say: all but its identity. */
export function invoicePreview(invoice: Invoice, amountRefunded?: Money): InvoicePreviewView {
  return {
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
    amount_refunded: amountRefunded ? wireAmount(amountRefunded) : 0,
    period_start: invoice.period.start.toString(),
    period_end: invoice.period.end.toString(),
    issued_at: invoice.issuedAt?.toString() ?? null,
    due_date: invoice.dueAt?.toString() ?? null,
    paid_at: invoice.paidAt?.toString() ?? null,
    lines: invoice.lines.map(lineView),
    tax_breakdown: (invoice.taxBreakdown ?? []).map(({ jurisdiction, percent, taxable, amount }) => ({
      jurisdiction,
      rate: Number(percent.toDecimalText()),
      taxable: wireAmount(taxable),
      amount: wireAmount(amount),
    })),
    notes: [...(invoice.notes ?? [])],
  };
}

function lineView(line: InvoiceLine): InvoicePreviewLineView {
  const { tax, percent } = lineTaxOf(line);
  return {
    kind: line.kind,
    description: line.description,
    quantity: Number(line.quantity),
    unit_amount: Number(line.unitRate.toDecimalText()),
    amount: wireAmount(line.lineTotal),
    tax_rate: percent && Number(percent.toDecimalText()),
    tax_amount: wireAmount(tax),
    period_start: line.period?.start.toString() ?? null,
    period_end: line.period?.end.toString() ?? null,
    metric: line.metric,
    explanation: line.explanation,
  };
}
