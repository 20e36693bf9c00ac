import { Injectable } from '@nestjs/common';
import type { BilledLine } from '@libs/billing/subscription';
import { Instant, Period } from '@libs/calendar';
import { Money } from '@libs/money';
import { Database } from '@libs/persistence';

interface BilledLineRow {
  id: string;
  invoice_id: string;
  currency: string;
  line_total_minor: string;
  discount_minor: string;
  period_start: Date;
  period_end: Date;
  noted_minor: string;
  left_minor: string;
  is_paid: boolean;
  credited_from: Date | null;
}

/**
 * From where on a line was given back is told by credits of a later bill that is not void, nor taken back by a note, and by
 * credit notes for time. How much of it, by other credit notes, and by money that went back without a note (a refund, a lost
 * dispute): without the tax on top, and shared by all lines that cost something, each by its part. No note can lower a bill
 * that waits for its taxes: its rest is given back as if it were paid.
 */
const PRICE_LINES = `
  SELECT line.id, line.invoice_id, invoice.currency, line.line_total_minor, line.discount_minor, line.period_start,
         line.period_end, coalesce(noted.minor, 0) + coalesce(unasked.minor, 0) AS noted_minor,
         invoice.status IN ('paid', 'draft') AS is_paid,
         invoice.subtotal_minor - invoice.discount_minor - coalesce(
           (SELECT sum(part.net_minor) FROM credit_note_line part WHERE part.invoice_id = invoice.id), 0) AS left_minor,
         least(noted.credited_from,
           (SELECT min(credit.period_start) FROM invoice later JOIN invoice_line credit ON credit.invoice_id = later.id
            WHERE later.subscription_id = $1 AND later.status <> 'void' AND later.id IS DISTINCT FROM $4::uuid
              AND credit.credits_line_id = line.id AND credit.line_total_minor < coalesce(
              (SELECT sum(part.net_minor) FROM credit_note_line part
               WHERE part.invoice_id = credit.invoice_id AND part.line = credit.position - 1), 0))) AS credited_from
  FROM invoice JOIN invoice_line line ON line.invoice_id = invoice.id
  LEFT JOIN LATERAL (
    SELECT min(note.credited_from) AS credited_from,
           sum(part.net_minor) FILTER (WHERE note.credited_from IS NULL) AS minor
    FROM credit_note note JOIN credit_note_line part ON part.invoice_id = note.invoice_id AND credit_note_id = note.id
    WHERE note.invoice_id = invoice.id AND part.line = line.position - 1) noted ON true
  LEFT JOIN LATERAL (
    SELECT round(gone.minor * (invoice.subtotal_minor - invoice.discount_minor) / nullif(invoice.total_minor, 0)
                 * (line.line_total_minor - line.discount_minor) / dear.minor) AS minor
    FROM (SELECT invoice.amount_refunded_minor - coalesce(
                   (SELECT sum(sent.paid_minor) FROM credit_note_refund sent WHERE sent.invoice_id = invoice.id), 0)
                 + coalesce((SELECT sum(lost.amount_minor) FROM ledger_entry entry JOIN ledger_posting lost
                     ON lost.account_id = entry.account_id AND lost.entry_id = entry.id AND lost.ledger_account = 'revenue'
                   WHERE entry.invoice_id = invoice.id AND entry.kind IN ('dispute_lost', 'charge_back_taken_from_credit')),
                   0) AS minor) gone,
         (SELECT sum(each.line_total_minor - each.discount_minor) AS minor FROM invoice_line each
          WHERE each.invoice_id = invoice.id AND each.line_total_minor > each.discount_minor) dear
    WHERE gone.minor > 0) unasked ON true
  WHERE invoice.subscription_id = $1 AND invoice.status <> 'void' AND invoice.id IS DISTINCT FROM $4::uuid
    AND line.kind IN ('subscription', 'seat', 'proration_charge')
    AND line.period_start < $3 AND line.period_end > $2
  ORDER BY invoice.id, line.position`;

/** What was billed for the price of a subscription, as proration wants it. */
@Injectable()
export class BilledLineRepository {
  constructor(private readonly database: Database) {}

  /** Lines whose span lies in the period, or reaches into it; an invoice that is not to count may be named. */
  async of(subscriptionId: string, period: Period, exceptInvoiceId?: string | null): Promise<BilledLine[]> {
    const rows = await this.database.named<BilledLineRow>('invoice_billed_lines', PRICE_LINES, [
      subscriptionId,
      period.start.toDate(),
      period.end.toDate(),
      exceptInvoiceId ?? null,
    ]);
    return rows.map((row) => ({
      id: row.id,
      invoiceId: row.invoice_id,
      lineTotal: Money.ofMinor(BigInt(row.line_total_minor), row.currency),
      discountShare: Money.ofMinor(BigInt(row.discount_minor), row.currency),
      period: Period.of(Instant.fromDate(row.period_start), Instant.fromDate(row.period_end)),
      creditNoted: Money.ofMinor(BigInt(row.noted_minor), row.currency),
      invoiceLeft: Money.ofMinor(BigInt(row.left_minor), row.currency),
      isPaid: row.is_paid,
      creditedFrom: row.credited_from && Instant.fromDate(row.credited_from),
    }));
  }
}
