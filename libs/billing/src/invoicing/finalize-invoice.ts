import { plusDays, TimeZone, type Instant } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { assessBill, type AssessFacts } from './assess-bill';
import type { Invoice, InvoiceChange } from './invoice';
import type { InvoiceStatus } from './invoice.states';

export interface IssueFacts {
  readonly now: Instant;
  /** The account's zone and terms: days from issue to due, 0 or more. */
  readonly zone: TimeZone;
  readonly paymentTermsDays: number;
  /** Tax and account credit; absent: the draft is issued as it stands. */
  readonly assess?: AssessFacts | undefined;
}

export interface FinalizeFacts extends IssueFacts {
  /** The next value of the series of `invoiceYear(now)`, taken in the same transaction, so that no number is lost. */
  readonly sequence: number;
}

export interface InvoiceNotDraft {
  readonly code: 'invoice_not_draft';
  readonly status: InvoiceStatus;
}

/**
 * Makes a draft a bill: gives it its number, issues it, and from here on it never changes. Sequence 1 on 10 Feb 2026 →
 * `INV-2026-000001`; with 14 days of terms it is due on 24 Feb at the same local time. Nothing due: paid at once.
 * With `assess` it is taxed and paid from credit first: 29.99 at 20 % → 35.99.
 */
export function finalizeInvoice(invoice: Invoice, facts: FinalizeFacts): Result<InvoiceChange, InvoiceNotDraft> {
  const issued = issueInvoice(invoice, facts);
  if (!issued.ok) return issued;
  return ok({ ...issued.value, invoice: numberInvoice(issued.value.invoice, facts.sequence) });
}

/**
 * All of a finalization but the number. The series is locked from the moment a number is taken until the commit, so
 * whoever issues many decides and writes what needs no number before.
 */
export function issueInvoice(invoice: Invoice, facts: IssueFacts): Result<InvoiceChange, InvoiceNotDraft> {
  if (invoice.status !== 'draft') return refuse({ code: 'invoice_not_draft', status: invoice.status });
  const { now, zone, paymentTermsDays, assess } = facts;
  const { invoice: bill, effects } = assess ? assessBill(invoice, assess) : { invoice, effects: [] };
  const isPaidAtOnce = bill.amountDue.isZero();
  const issued: Invoice = {
    ...bill,
    status: isPaidAtOnce ? 'paid' : 'open',
    issuedAt: now,
    dueAt: paymentTermsDays === 0 ? now : plusDays(now, paymentTermsDays, zone),
    paidAt: isPaidAtOnce ? now : null,
  };
  const finalized = { type: 'invoice.finalized', invoiceId: invoice.id } as const;
  const paid = { type: 'invoice.paid', invoiceId: invoice.id } as const;
  return ok({ invoice: issued, events: isPaidAtOnce ? [finalized, paid] : [finalized], effects });
}

/** Sequence 7 on a bill issued in 2026 → `INV-2026-000007`. A bill that is not issued, or has its number, is a bug. */
export function numberInvoice(invoice: Invoice, sequence: number): Invoice {
  const { issuedAt, number } = invoice;
  if (!issuedAt || number !== null) throw new InvariantBroken(`invoice ${invoice.id} takes no number`);
  return { ...invoice, number: invoiceNumber(invoiceYear(issuedAt), sequence) };
}

/** The year whose series numbers an invoice or a credit note. One series for all accounts, so the year is the one in UTC. */
export function invoiceYear(now: Instant): number {
  return TimeZone.UTC.dateAt(now).year;
}

/** (2026, 1) → `INV-2026-000001`; after 999,999 the number simply grows longer. */
export function invoiceNumber(year: number, sequence: number): string {
  return numberIn('INV', year, sequence);
}

/** (2026, 1) → `CN-2026-000001`: a series of their own, as unbroken as that of the invoices. */
export function creditNoteNumber(year: number, sequence: number): string {
  return numberIn('CN', year, sequence);
}

function numberIn(series: string, year: number, sequence: number): string {
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new InvariantBroken(`${series} sequence ${sequence}`);
  return `${series}-${year}-${String(sequence).padStart(6, '0')}`;
}
