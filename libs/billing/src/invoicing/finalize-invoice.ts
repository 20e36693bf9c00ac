import { plusDays, TimeZone, type Instant } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { assessBill, type AssessFacts } from './assess-bill';
import type { Invoice, InvoiceChange } from './invoice';
import type { InvoiceStatus } from './invoice.states';

export interface FinalizeFacts {
  /** The next value of the series of `invoiceYear(now)`, taken in the same transaction, so that no number is lost. */
  readonly sequence: number;
  readonly now: Instant;
  /** The account's zone and terms: days from issue to due, 0 or more. */
  readonly zone: TimeZone;
  readonly paymentTermsDays: number;
  /** Tax and account credit; absent: the draft is issued as it stands. */
  readonly assess?: AssessFacts | undefined;
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
  if (invoice.status !== 'draft') return refuse({ code: 'invoice_not_draft', status: invoice.status });
  const { now, sequence, zone, paymentTermsDays, assess } = facts;
  const { invoice: bill, effects } = assess ? assessBill(invoice, assess) : { invoice, effects: [] };
  const isPaidAtOnce = bill.amountDue.isZero();
  const issued: Invoice = {
    ...bill,
    status: isPaidAtOnce ? 'paid' : 'open',
    number: invoiceNumber(invoiceYear(now), sequence),
    issuedAt: now,
    dueAt: plusDays(now, paymentTermsDays, zone),
    paidAt: isPaidAtOnce ? now : null,
  };
  const finalized = { type: 'invoice.finalized', invoiceId: invoice.id } as const;
  const paid = { type: 'invoice.paid', invoiceId: invoice.id } as const;
  return ok({ invoice: issued, events: isPaidAtOnce ? [finalized, paid] : [finalized], effects });
}

/** The year whose series numbers an invoice. One series for all accounts, so the year is the one in UTC. */
export function invoiceYear(now: Instant): number {
  return TimeZone.UTC.dateAt(now).year;
}

/** (2026, 1) → `INV-2026-000001`; after 999,999 the number simply grows longer. */
export function invoiceNumber(year: number, sequence: number): string {
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new InvariantBroken(`invoice sequence ${sequence}`);
  return `INV-${year}-${String(sequence).padStart(6, '0')}`;
}
