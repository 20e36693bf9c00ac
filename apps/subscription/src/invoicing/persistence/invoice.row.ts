import type { Invoice, InvoiceLine, InvoiceStatus, LineKind } from '@libs/billing/invoicing';
import { Instant, Period } from '@libs/calendar';
import { Money, Rate } from '@libs/money';
import type { InvoiceRecord } from '../invoice-record';

export const INVOICE_COLUMNS = `
  id, account_id, subscription_id, status, number, currency, subtotal_minor, discount_minor, tax_minor, total_minor,
  credit_applied_minor, amount_due_minor, amount_paid_minor, amount_refunded_minor, period_start, period_end,
  issued_at, due_at, paid_at, version`;

export interface InvoiceRow {
  id: string;
  account_id: string;
  subscription_id: string | null;
  status: InvoiceStatus;
  number: string | null;
  currency: string;
  subtotal_minor: string;
  discount_minor: string;
  tax_minor: string;
  total_minor: string;
  credit_applied_minor: string;
  amount_due_minor: string;
  amount_paid_minor: string;
  amount_refunded_minor: string;
  period_start: Date;
  period_end: Date;
  issued_at: Date | null;
  due_at: Date | null;
  paid_at: Date | null;
  version: number;
}

export interface LineRow {
  invoice_id: string;
  id: string;
  kind: LineKind;
  description: string;
  quantity: string;
  unit_rate: string;
  line_total_minor: string;
  period_start: Date | null;
  period_end: Date | null;
  metric: string | null;
  explanation: string;
}

export function toInvoiceRecord(row: InvoiceRow, lines: readonly LineRow[]): InvoiceRecord {
  const { currency } = row;
  const money = (minor: string) => Money.ofMinor(BigInt(minor), currency);
  const instant = (date: Date | null) => date && Instant.fromDate(date);
  const invoice: Invoice = {
    id: row.id,
    accountId: row.account_id,
    subscriptionId: row.subscription_id,
    status: row.status,
    currency,
    lines: lines.map((line) => toLine(line, currency)),
    period: Period.of(Instant.fromDate(row.period_start), Instant.fromDate(row.period_end)),
    number: row.number,
    issuedAt: instant(row.issued_at),
    dueAt: instant(row.due_at),
    paidAt: instant(row.paid_at),
    subtotal: money(row.subtotal_minor),
    discount: money(row.discount_minor),
    tax: money(row.tax_minor),
    total: money(row.total_minor),
    creditApplied: money(row.credit_applied_minor),
    amountDue: money(row.amount_due_minor),
    amountPaid: money(row.amount_paid_minor),
  };
  const amountRefunded = money(row.amount_refunded_minor);
  return { invoice, lineIds: lines.map(({ id }) => id), amountRefunded, version: row.version };
}

function toLine(row: LineRow, currency: string): InvoiceLine {
  const { period_start: start, period_end: end } = row;
  return {
    kind: row.kind,
    description: row.description,
    quantity: row.quantity,
    unitRate: Rate.of(row.unit_rate),
    lineTotal: Money.ofMinor(BigInt(row.line_total_minor), currency),
    period: start && end && Period.of(Instant.fromDate(start), Instant.fromDate(end)),
    metric: row.metric,
    explanation: row.explanation,
  };
}
