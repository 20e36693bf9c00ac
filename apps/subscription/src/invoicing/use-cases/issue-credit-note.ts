import { Injectable } from '@nestjs/common';
import {
  creditNoteNumber,
  invoiceYear,
  issueCreditNote,
  type CreditNoteChange,
  type CreditNoteDemand,
  type CreditNoteSettlement,
} from '@libs/billing/invoicing';
import { bookCreditNote } from '@libs/billing/ledger';
import type { Instant } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import { newId, Outbox } from '@libs/persistence';
import type { CreditNoteRefundPayload } from '@libs/dto';
import { refundUnderWay, type CreditNoteRecord } from '../credit-note-record';
import type { InvoiceRecord } from '../invoice-record';
import { CreditNoteRepository } from '../persistence/credit-note.repository';
import { InvoiceNumberRepository } from '../persistence/invoice-number.repository';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { BookInvoice } from './book-invoice';

export interface CreditNoteAsked {
  readonly demand: CreditNoteDemand;
  readonly settlement: CreditNoteSettlement;
  readonly reason: string;
  /** From when on it gives back what was billed for; null when it has nothing to do with time. */
  readonly creditedFrom: Instant | null;
}

export interface IssuedCreditNote {
  readonly record: CreditNoteRecord;
  readonly invoice: InvoiceRecord;
}

/** The one way a credit note comes to be. The caller holds the account's lock and the transaction. */
@Injectable()
export class IssueCreditNote {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly notes: CreditNoteRepository,
    private readonly numbers: InvoiceNumberRepository,
    private readonly book: BookInvoice,
    private readonly outbox: Outbox,
  ) {}

  /** What `run` would do. @throws AppError `invoice_not_creditable`, `credit_exceeds_invoice`, `invalid_credit_note_line` */
  async decide(
    { invoice, amountRefunded }: InvoiceRecord,
    { demand, settlement }: Pick<CreditNoteAsked, 'demand' | 'settlement'>,
    now: Instant,
  ): Promise<CreditNoteChange> {
    const records = await this.notes.ofInvoice(invoice.id);
    const earlier = records.map(({ note }) => note);
    const underWay = Money.sum(records.map(refundUnderWay), invoice.currency);
    const asked = Money.sum(
      records.map(({ refund }) => refund.paid),
      invoice.currency,
    );
    const refunds = { amountRefunded: amountRefunded.add(underWay), refundedUnasked: amountRefunded.subtract(asked) };
    const issued = issueCreditNote({ invoice, earlier, ...refunds, demand, settlement, now });
    if (!issued.ok) throw new AppError(issued.error.code, { ...issued.error });
    return issued.value;
  }

  /** @throws AppError as `decide` */
  async run(before: InvoiceRecord, asked: CreditNoteAsked, now: Instant): Promise<IssuedCreditNote> {
    const change = await this.decide(before, asked, now);
    const { note, carried, invoice, events, effects } = change;
    const { reason } = asked;
    const record = await this.number(noteOf(before, change, asked, now));
    await this.notes.add(record);
    const after = await this.invoices.save(invoice, before);
    const entry = bookCreditNote({ ...note, carried });
    await this.book.run({ before, after, events, effects, entry, reference: record.id, reason });
    await this.book.tellCredited(record);
    if (note.lowersDue.isPositive()) await this.book.tellDue(after);
    if (refundUnderWay(record).isPositive()) await this.outbox.add([refundMessage(record)]);
    return { record, invoice: after };
  }

  private async number(record: Omit<CreditNoteRecord, 'number'>): Promise<CreditNoteRecord> {
    const year = invoiceYear(record.createdAt);
    return { ...record, number: creditNoteNumber(year, await this.numbers.takeForNote(year)) };
  }
}

function noteOf(
  { invoice, lineIds }: InvoiceRecord,
  { note, refundedBefore }: CreditNoteChange,
  { reason, creditedFrom }: CreditNoteAsked,
  createdAt: Instant,
): Omit<CreditNoteRecord, 'number'> {
  const { id: invoiceId, accountId, currency, number: invoiceNumber } = invoice;
  if (invoiceNumber === null) throw new InvariantBroken(`invoice ${invoiceId} was never issued and is lowered`);
  return {
    id: newId(),
    invoiceId,
    invoiceNumber,
    accountId,
    reason,
    note,
    lineIds: note.lines.map(({ line }) => lineIds[line] as string),
    creditedFrom,
    createdAt,
    refund: { paid: refundedBefore, failed: Money.zero(currency) },
  };
}

/** The payment service sends the money back, and tells what became of it. */
function refundMessage(record: Omit<CreditNoteRecord, 'number'>) {
  const { id, invoiceId, accountId, reason } = record;
  const underWay = refundUnderWay(record);
  const payload: CreditNoteRefundPayload = {
    credit_note_id: id,
    invoice_id: invoiceId,
    account_id: accountId,
    amount_minor: String(underWay.minor),
    currency: underWay.currency,
    reason,
  };
  const queue = 'q:pay:refund_initiation';
  const idempotencyKey = `credit-note-${id}`;
  return { queue, action: 'credit_note_refund', correlationId: invoiceId, idempotencyKey, payload };
}
