import type { Instant } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { Money } from '@libs/money';
import { transition } from '../state-machine';
import type { Invoice, InvoiceChange } from './invoice';
import type { InvoiceEffect } from './invoice-effect';
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

/**
 * Settles an invoice with what is due or more: 35.00 captured for 29.99 due → paid, and 5.01 becomes account credit.
 * Less, or another currency, is refused. For money that came by a way where nobody asked for an exact amount.
 */
export function settleWithExcess(
  invoice: Invoice,
  captured: Money,
  now: Instant,
): Result<InvoiceChange, InvoiceNotOpen | WrongAmount> {
  const { amountDue, currency } = invoice;
  const hasExcess = captured.currency === currency && captured.compare(amountDue) > 0;
  const settled = settleInvoice(invoice, hasExcess ? amountDue : captured, now);
  if (!settled.ok || !hasExcess) return settled;
  const amount = captured.subtract(amountDue);
  return ok({ ...settled.value, effects: [{ kind: 'credit_granted', amount, reason: 'overpayment' }] });
}

/**
 * Takes in what came for an open (or written-off) invoice: exactly what is due, or more, settles it; less pays a part and
 * leaves it as it was, with less due: 10.00 of 29.99 → paid 10.00, due 19.99. Another currency is refused, nothing or less
 * than nothing is a bug.
 */
export function payInvoice(
  invoice: Invoice,
  captured: Money,
  now: Instant,
): Result<InvoiceChange, InvoiceNotOpen | WrongAmount> {
  const { amountDue, amountPaid, currency, id } = invoice;
  if (!captured.isPositive()) throw new InvariantBroken(`${captured} captured for invoice ${id}`);
  const isPart = captured.currency === currency && captured.compare(amountDue) < 0;
  if (!isPart) return settleWithExcess(invoice, captured, now);
  const open = move(invoice, 'paid_in_full');
  if (!open.ok) return open;
  return ok({
    invoice: { ...invoice, amountPaid: amountPaid.add(captured), amountDue: amountDue.subtract(captured) },
    events: [{ type: 'invoice.paid_in_part', invoiceId: id }],
  });
}

/** Gives an open invoice up: 29.99 stays due, and may still be paid. Nothing is booked until staff or money say more. */
export function writeOffInvoice(invoice: Invoice): Result<InvoiceChange, InvoiceNotOpen> {
  const next = move(invoice, 'written_off');
  if (!next.ok) return next;
  return ok({
    invoice: { ...invoice, status: next.value },
    events: [{ type: 'invoice.marked_uncollectible', invoiceId: invoice.id }],
  });
}

/**
 * Voids an open invoice on which nothing was paid or credited, or throws a draft away. It keeps its number and its lines;
 * what it billed is free to be billed again, and account credit that it used comes back: 5.00 of 35.99 → 5.00.
 */
export function voidInvoice(invoice: Invoice): Result<InvoiceChange, InvoiceNotOpen> {
  if (invoice.amountPaid.isPositive() || invoice.amountCredited?.isPositive())
    return refuse({ code: 'invoice_not_open', status: invoice.status });
  const next = move(invoice, invoice.status === 'draft' ? 'discarded' : 'voided');
  if (!next.ok) return next;
  return ok({
    invoice: { ...invoice, status: next.value, amountDue: Money.zero(invoice.currency) },
    events: [{ type: 'invoice.voided', invoiceId: invoice.id }],
    effects: voidEffects(invoice),
  });
}

function voidEffects({ creditApplied, lines, status }: Invoice): InvoiceEffect[] {
  const freed = lines.map(({ kind, period, metric }) => ({ kind, period, metric }));
  const effects: InvoiceEffect[] = [{ kind: 'billing_freed', lines: freed }];
  // A draft only foretells the credit; it is used when the bill is issued.
  if (status === 'draft' || creditApplied.isZero()) return effects;
  return [...effects, { kind: 'credit_restored', amount: creditApplied }];
}

function move(invoice: Invoice, trigger: InvoiceTrigger): Result<InvoiceStatus, InvoiceNotOpen> {
  const next = transition<InvoiceStatus, InvoiceTrigger>(INVOICE_TRANSITIONS, invoice.status, trigger);
  return next.ok ? next : refuse({ code: 'invoice_not_open', status: invoice.status });
}
