import { Inject, Injectable } from '@nestjs/common';
import { issueCreditNote, type CreditNoteDemand } from '@libs/billing/invoicing';
import { bookCreditNote } from '@libs/billing/ledger';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { readAmount } from '@libs/dto';
import { AppError } from '@libs/errors';
import { newId } from '@libs/persistence';
import type { CreditNoteRecord } from '../credit-note-record';
import type { InvoiceRecord } from '../invoice-record';
import { CreditNoteRepository } from '../persistence/credit-note.repository';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { BookInvoice } from './book-invoice';
import { CorrectInvoice } from './correct-invoice';

/** One of the two, in major units of the invoice's currency. */
export interface CreditNoteAsk {
  readonly reason: string;
  readonly amount?: number | string | undefined;
  readonly lines?: readonly { readonly lineId: string; readonly amount: number | string }[] | undefined;
}

export interface IssuedCreditNote {
  readonly record: CreditNoteRecord;
  readonly invoice: InvoiceRecord;
}

/** Lowers an issued invoice, which itself stays as it is. What was paid becomes account credit. */
@Injectable()
export class CreditInvoice {
  constructor(
    private readonly correct: CorrectInvoice,
    private readonly invoices: InvoiceRepository,
    private readonly notes: CreditNoteRepository,
    private readonly book: BookInvoice,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * @throws AppError `not_found`, `amount_or_lines_required`, `invoice_not_creditable`, `credit_exceeds_invoice`,
   * `invalid_credit_note_line`
   */
  async run(id: string, ask: CreditNoteAsk): Promise<IssuedCreditNote> {
    return this.correct.locked(id, async (before) => {
      const now = this.clock.now();
      const earlier = (await this.notes.ofInvoice(id)).map(({ note }) => note);
      const { invoice: present, amountRefunded } = before;
      const demand = demandOf(before, ask);
      const issued = issueCreditNote({ invoice: present, earlier, amountRefunded, demand, settlement: 'credit', now });
      if (!issued.ok) throw new AppError(issued.error.code, { ...issued.error });
      const { note, invoice, events, effects } = issued.value;
      const { accountId } = invoice;
      const record = { id: newId(), invoiceId: id, accountId, reason: ask.reason, note, createdAt: now };
      await this.notes.add(record);
      const after = await this.invoices.save(invoice, before);
      const entry = bookCreditNote(note);
      await this.book.run({ before, after, events, effects, entry, reference: record.id, reason: ask.reason });
      if (note.lowersDue.isPositive()) await this.book.tellDue(after);
      return { record, invoice: after };
    });
  }

  /** The oldest first. */
  async of(invoice: InvoiceRecord): Promise<IssuedCreditNote[]> {
    return (await this.notes.ofInvoice(invoice.invoice.id)).map((record) => ({ record, invoice }));
  }
}

function demandOf({ invoice, lineIds }: InvoiceRecord, { amount, lines }: CreditNoteAsk): CreditNoteDemand {
  if ((amount === undefined) === (lines === undefined)) throw new AppError('amount_or_lines_required');
  if (amount !== undefined) return { kind: 'amount', amount: readAmount(amount, invoice.currency) };
  const asked = (lines ?? []).map((line) => ({
    line: lineIds.indexOf(line.lineId),
    lineTotal: readAmount(line.amount, invoice.currency),
  }));
  return { kind: 'lines', lines: asked };
}
