import { Injectable } from '@nestjs/common';
import { bookPaidRefund, bookRefundKeptAsCredit, bookReturnedRefund, type LedgerEntry } from '@libs/billing/ledger';
import type { Instant } from '@libs/calendar';
import type { Money } from '@libs/money';
import { AccountsApi } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { LedgerApi } from '../../ledger/ledger.api';
import { auditFacts } from '../audit-facts';
import type { InvoiceRecord } from '../invoice-record';
import { CreditNoteRepository } from '../persistence/credit-note.repository';
import { InvoiceRepository } from '../persistence/invoice.repository';

export interface RefundToBook {
  readonly record: InvoiceRecord;
  /** The note that asked for it; null for one that staff made on a payment. */
  readonly creditNoteId: string | null;
  /** Names the refund: each outcome of it is booked once. */
  readonly reference: string;
  readonly amount: Money;
  readonly now: Instant;
}

/** Money of a bill that went back to its customer, or could not. The caller holds the account's lock and the transaction. */
@Injectable()
export class BookRefund {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly notes: CreditNoteRepository,
    private readonly ledger: LedgerApi,
    private readonly accounts: AccountsApi,
    private readonly audit: AuditApi,
  ) {}

  async paid(refund: RefundToBook): Promise<void> {
    const { record, amount } = refund;
    await this.refundedIs(refund, record.amountRefunded.add(amount), 'payment.refunded');
    await this.post(refund, bookPaidRefund(amount));
    await this.note(refund, { paid: amount.minor, failed: 0n });
  }

  /** It was paid, and the bank sent it back. */
  async returned(refund: RefundToBook): Promise<void> {
    const { record, amount } = refund;
    await this.refundedIs(refund, record.amountRefunded.subtract(amount), 'payment.refund_returned');
    await this.post(refund, bookReturnedRefund(amount));
    await this.note(refund, { paid: -amount.minor, failed: amount.minor });
    await this.keepAsCredit(refund);
  }

  /** It was paid and came back, and that it failed was told before: nothing but the book hears of it now. */
  async undone(refund: RefundToBook): Promise<void> {
    await this.post(refund, bookPaidRefund(refund.amount));
    await this.post(refund, bookReturnedRefund(refund.amount));
  }

  /** It was never paid. */
  async failed(refund: RefundToBook): Promise<void> {
    const { record, amount } = refund;
    const after = { refund: refund.reference, amount: String(amount) };
    await this.record('payment.refund_failed', refund, { before: auditFacts(record), after });
    await this.note(refund, { paid: 0n, failed: amount.minor });
    await this.keepAsCredit(refund);
  }

  /** Of what went back, this was account credit, and nothing that had paid the bill; negative: it is credit again. */
  async wasCredit(refund: Omit<RefundToBook, 'creditNoteId' | 'now'>): Promise<void> {
    await this.refundedIs(refund, refund.record.amountRefunded.subtract(refund.amount), 'payment.refunded_from_credit');
  }

  /** What a note promised is the customer's: as it cannot go back, it is account credit. A refund by staff promised nothing. */
  private async keepAsCredit(refund: RefundToBook): Promise<void> {
    const { creditNoteId, amount, reference, record } = refund;
    if (creditNoteId === null) return;
    const { accountId, id: invoiceId } = record.invoice;
    const sourceKey = `refund:${reference}`;
    await this.accounts.addCredit({ accountId, invoiceId, amount, reason: 'refund_failed', sourceKey });
    await this.post(refund, bookRefundKeptAsCredit(amount));
    const after = { credit: String(amount), reason: 'refund_failed', invoice_id: invoiceId };
    await this.audit.record({
      action: 'credit.created',
      subject: { type: 'account', id: accountId },
      accountId,
      after,
    });
  }

  private async refundedIs(
    { record, reference }: Pick<RefundToBook, 'record' | 'reference'>,
    amountRefunded: Money,
    action: string,
  ): Promise<void> {
    await this.invoices.save(record.invoice, { ...record, amountRefunded });
    const before = { ...auditFacts(record), amount_refunded: String(record.amountRefunded) };
    const after = { ...auditFacts(record), amount_refunded: String(amountRefunded), refund: reference };
    await this.record(action, { record }, { before, after });
  }

  private async record(
    action: string,
    { record }: Pick<RefundToBook, 'record'>,
    facts: { before: object; after: object },
  ) {
    const { id, accountId } = record.invoice;
    await this.audit.record({ action, subject: { type: 'invoice', id }, accountId, ...facts });
  }

  private async post({ record, reference }: RefundToBook, { occasion, postings }: LedgerEntry): Promise<void> {
    const { accountId, id: invoiceId } = record.invoice;
    await this.ledger.post({ kind: occasion, accountId, invoiceId, reference, postings });
  }

  private async note(refund: RefundToBook, moved: { paid: bigint; failed: bigint }): Promise<void> {
    const { creditNoteId: id, record, reference, now } = refund;
    if (id !== null) await this.notes.addRefund({ invoiceId: record.invoice.id, id, reference, ...moved, at: now });
  }
}
