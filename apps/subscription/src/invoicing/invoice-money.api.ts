import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import type { Money } from '@libs/money';
import type { CreditNoteRecord } from './credit-note-record';
import type { InvoiceRecord } from './invoice-record';
import { CreditNoteRepository } from './persistence/credit-note.repository';
import { BookRefund, type RefundToBook } from './use-cases/book-refund';
import { PayInvoice } from './use-cases/pay-invoice';

export type { CreditNoteRecord } from './credit-note-record';
export type { RefundToBook } from './use-cases/book-refund';

/** What became of a refund: `paid`; `returned` by the bank after that; `failed`, not paid as far as is known; `undone`, paid after all before it failed. */
export type RefundStep = 'paid' | 'returned' | 'failed' | 'undone';

/** Money that came for a bill, or went back. Changes run in the caller's transaction, under the account's lock. */
@Injectable()
export class InvoiceMoneyApi {
  constructor(
    private readonly payInvoice: PayInvoice,
    private readonly refund: BookRefund,
    private readonly notes: CreditNoteRepository,
  ) {}

  /**
   * Takes in a payment of an open or written-off bill: settled when nothing is due any more, with what was too much as
   * account credit; else paid in part. @throws AppError `invoice_not_open`, `amount_mismatch` for another currency
   */
  async pay(record: InvoiceRecord, captured: Money, reference: string, now: Instant): Promise<InvoiceRecord> {
    return this.payInvoice.run(record, captured, reference, now);
  }

  /** Books what became of a refund, each step once. */
  async bookRefund(refund: RefundToBook, step: RefundStep): Promise<void> {
    await this.refund[step](refund);
  }

  /** Of what went back of a bill, so much had been account credit; negative: it is credit again. `reference` says why. */
  async refundWasCredit(record: InvoiceRecord, amount: Money, reference: string): Promise<void> {
    await this.refund.wasCredit({ record, amount, reference });
  }

  /** A credit note of a bill, with what became of its refund so far. */
  async creditNote(invoiceId: string, noteId: string): Promise<CreditNoteRecord | undefined> {
    return (await this.notes.ofInvoice(invoiceId)).find(({ id }) => id === noteId);
  }
}
