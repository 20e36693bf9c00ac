import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  INVOICE_LISTENERS,
  isAwaited,
  payerOf,
  type InvoiceListener,
  type InvoiceRecord,
  type Payers,
} from '../../invoicing/invoicing.api';
import { AccountLetters, type Letter } from '../../mail/account-letters.api';
import { MailApi } from '../../mail/mail.api';
import { RenderInvoice } from '../use-cases/render-invoice';
import { pdfOf } from './pdf-attachment';

const TEMPLATE = 'invoice';
const PLACEHOLDERS = ['invoice_number', 'issue_date', 'amount_due', 'due_date'];

/**
 * A bill that is to be paid goes to its account by mail, with the PDF, and so does one that account credit has paid. Who is
 * charged without doing anything gets it with what came of the charge; who is asked for a payment method now, with that.
 */
@Injectable()
export class InvoiceMail implements InvoiceListener, OnModuleInit {
  constructor(
    @Inject(INVOICE_LISTENERS) private readonly listeners: InvoiceListener[],
    private readonly mail: MailApi,
    private readonly letters: AccountLetters,
    private readonly render: RenderInvoice,
  ) {}

  onModuleInit(): void {
    this.listeners.push(this);
    this.letters.declare(TEMPLATE, PLACEHOLDERS, (facts) => this.write(facts));
  }

  /** In the transaction of the bills; composed and sent after its commit, when they have their numbers. */
  async issued(records: readonly InvoiceRecord[], payers: Payers): Promise<void> {
    const toSend = records.filter((record) => !record.invoice.total.isZero() && !isToldOtherwise(record, payers));
    await this.mail.requestMany(
      toSend.map(({ invoice }) => ({ template: TEMPLATE, userId: null, facts: { invoice_id: invoice.id } })),
    );
  }

  private async write({ invoice_id: id = '' }: Readonly<Record<string, string>>): Promise<Letter | undefined> {
    const rendered = await this.render.run(id);
    const { number, amountDue, amountPaid, dueAt, issuedAt, accountId, status } = rendered.record.invoice;
    // Who was quicker has a receipt; and nobody has to know of what was withdrawn.
    if (status === 'void' || (status === 'paid' && amountPaid.isPositive())) return undefined;
    return {
      accountId,
      values: (locale) => ({
        invoice_number: number ?? '',
        issue_date: issuedAt ? locale.date(issuedAt) : '',
        amount_due: amountDue.isPositive() ? locale.money(amountDue) : '',
        due_date: dueAt ? locale.date(dueAt) : '',
      }),
      attachments: [pdfOf(rendered)],
    };
  }
}

function isToldOtherwise(record: InvoiceRecord, payers: Payers): boolean {
  const { invoice, cause } = record;
  if (invoice.status !== 'open') return false;
  const { defaultPaymentMethod, disputeHold } = payerOf(record, payers);
  if (defaultPaymentMethod !== null) return true;
  const isDueNow = invoice.dueAt !== null && invoice.issuedAt !== null && !invoice.dueAt.isAfter(invoice.issuedAt);
  // Dunning asks for a payment method at once, with the PDF.
  return !isAwaited(cause) && !disputeHold && (isDueNow || cause === 'trial');
}
