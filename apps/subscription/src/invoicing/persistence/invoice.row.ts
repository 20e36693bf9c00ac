import type { Invoice, InvoiceStatus } from '@libs/billing/invoicing';
import { Instant, Period } from '@libs/calendar';
import { Money } from '@libs/money';
import type { CopyTarget } from '@libs/persistence';
import type { BillCause } from '../bill';
import type { InvoiceRecord } from '../invoice-record';
import { toLine, type LineRow } from './invoice-line.row';
import { taxBreakdownText, toTaxBreakdown, type TaxSummaryJson } from './tax-json';

export const INVOICE_COLUMNS = `
  id, account_id, subscription_id, user_id, cause, status, number, currency, subtotal_minor, discount_minor, tax_minor,
  tax_included_minor, total_minor, credit_applied_minor, amount_credited_minor, amount_due_minor, amount_paid_minor,
  amount_refunded_minor, period_start, period_end, issued_at, due_at, paid_at, tax_breakdown, notes, needs_review, version`;

export interface InvoiceRow {
  id: string;
  account_id: string;
  subscription_id: string | null;
  user_id: number | null;
  cause: BillCause;
  status: InvoiceStatus;
  number: string | null;
  currency: string;
  subtotal_minor: string;
  discount_minor: string;
  tax_minor: string;
  tax_included_minor: string;
  total_minor: string;
  credit_applied_minor: string;
  amount_credited_minor: string;
  amount_due_minor: string;
  amount_paid_minor: string;
  amount_refunded_minor: string;
  period_start: Date;
  period_end: Date;
  issued_at: Date | null;
  due_at: Date | null;
  paid_at: Date | null;
  tax_breakdown: TaxSummaryJson[] | null;
  notes: string[] | null;
  needs_review: boolean;
  version: number;
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
    taxIncluded: money(row.tax_included_minor),
    total: money(row.total_minor),
    creditApplied: money(row.credit_applied_minor),
    amountCredited: money(row.amount_credited_minor),
    amountDue: money(row.amount_due_minor),
    amountPaid: money(row.amount_paid_minor),
    taxBreakdown: toTaxBreakdown(row.tax_breakdown, currency),
    notes: row.notes ?? [],
    needsReview: row.needs_review,
  };
  return {
    invoice,
    lineIds: lines.map(({ id }) => id),
    userId: row.user_id,
    cause: row.cause,
    amountRefunded: money(row.amount_refunded_minor),
    version: row.version,
  };
}

/** An invoice with what only its row knows. */
export interface InvoiceToStore {
  readonly invoice: Invoice;
  readonly userId: number | null;
  readonly cause: BillCause;
  readonly key: string;
  /** A draft that waits for the tax provider, since when, and when it is asked again. */
  readonly awaitsTax?: { readonly since: Instant; readonly retryAt: Instant } | undefined;
}

export const INVOICES: CopyTarget<InvoiceToStore> = {
  into: `invoice (id, account_id, subscription_id, user_id, cause, bill_key, status, number, currency, subtotal_minor,
    discount_minor, tax_minor, tax_included_minor, total_minor, credit_applied_minor, amount_due_minor, amount_paid_minor,
    period_start, period_end, issued_at, due_at, paid_at, tax_breakdown, notes, needs_review, tax_down_since, tax_retry_at)`,
  row: ({ invoice, userId, cause, key, awaitsTax }) => [
    invoice.id,
    invoice.accountId,
    invoice.subscriptionId,
    userId,
    cause,
    key,
    invoice.status,
    invoice.number,
    invoice.currency,
    invoice.subtotal.minor,
    invoice.discount.minor,
    invoice.tax.minor,
    invoice.taxIncluded?.minor ?? 0,
    invoice.total.minor,
    invoice.creditApplied.minor,
    invoice.amountDue.minor,
    invoice.amountPaid.minor,
    String(invoice.period.start),
    String(invoice.period.end),
    instantText(invoice.issuedAt),
    instantText(invoice.dueAt),
    instantText(invoice.paidAt),
    taxBreakdownText(invoice.taxBreakdown),
    notesText(invoice),
    invoice.needsReview ?? false,
    instantText(awaitsTax?.since),
    instantText(awaitsTax?.retryAt),
  ],
};

const instantText = (instant: Instant | null | undefined): string | null => (instant ? String(instant) : null);

export function notesText({ notes }: Pick<Invoice, 'notes'>): string | null {
  return notes?.length ? JSON.stringify(notes) : null;
}
