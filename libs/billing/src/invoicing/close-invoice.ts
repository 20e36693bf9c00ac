import type { Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import { Money } from '@libs/money';
import { transition } from '../state-machine';
import type { Invoice, InvoiceChange } from './invoice';
import { INVOICE_TRANSITIONS, type InvoiceStatus, type InvoiceTrigger } from './invoice.states';

export interface InvoiceNotOpen {
  readonly code: 'invoice_not_open';
  readonly status: InvoiceStatus;
}

export interface WrongAmount {
  readonly code: 'amount_mismatch';
  readonly amount: string;
  readonly currency: string;
}

/**
 * Settles an open (or written-off) invoice with exactly what is due: 29.99 captured for 29.99 due → `paid`, due 0.00.
 * Any other amount or currency is refused and changes nothing.
 */
export function settleInvoice(
  invoice: Invoice,
  captured: Money,
  now: Instant,
): Result<InvoiceChange, InvoiceNotOpen | WrongAmount> {
  const next = move(invoice, 'paid_in_full');
  if (!next.ok) return next;
  const { amountDue, currency } = invoice;
  if (!captured.equals(amountDue)) {
    return refuse({ code: 'amount_mismatch', amount: amountDue.toDecimalText(), currency });
  }
  const amountPaid = invoice.amountPaid.add(captured);
  return ok({
    invoice: { ...invoice, status: next.value, amountPaid, amountDue: Money.zero(currency), paidAt: now },
    events: [{ type: 'invoice.paid', invoiceId: invoice.id }],
  });
}

/** Voids an open invoice on which nothing was paid, or throws a draft away. It keeps its number and its lines. */
export function voidInvoice(invoice: Invoice): Result<InvoiceChange, InvoiceNotOpen> {
  if (invoice.amountPaid.isPositive()) return refuse({ code: 'invoice_not_open', status: invoice.status });
  const next = move(invoice, invoice.status === 'draft' ? 'discarded' : 'voided');
  if (!next.ok) return next;
  return ok({
    invoice: { ...invoice, status: next.value, amountDue: Money.zero(invoice.currency) },
    events: [{ type: 'invoice.voided', invoiceId: invoice.id }],
  });
}

function move(invoice: Invoice, trigger: InvoiceTrigger): Result<InvoiceStatus, InvoiceNotOpen> {
  const next = transition<InvoiceStatus, InvoiceTrigger>(INVOICE_TRANSITIONS, invoice.status, trigger);
  return next.ok ? next : refuse({ code: 'invoice_not_open', status: invoice.status });
}
