import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { CreditNoteRecord } from '../../invoicing/credit-notes.api';
import { INVOICE_LISTENERS, type InvoiceListener } from '../../invoicing/invoicing.api';
import { AccountLetters, type Letter } from '../../mail/account-letters.api';
import { MailApi } from '../../mail/mail.api';
import { RenderCreditNote } from '../use-cases/render-credit-note';
import { pdfOf } from './pdf-attachment';

const TEMPLATE = 'credit_note';
const PLACEHOLDERS = ['credit_note_number', 'invoice_number', 'amount', 'reason', 'lowers_due', 'credited', 'refunded'];

/** Every credit note goes to its account, with the PDF. */
@Injectable()
export class CreditNoteMail implements InvoiceListener, OnModuleInit {
  constructor(
    @Inject(INVOICE_LISTENERS) private readonly listeners: InvoiceListener[],
    private readonly mail: MailApi,
    private readonly letters: AccountLetters,
    private readonly render: RenderCreditNote,
  ) {}

  onModuleInit(): void {
    this.listeners.push(this);
    this.letters.declare(TEMPLATE, PLACEHOLDERS, (facts) => this.write(facts));
  }

  async issued(): Promise<void> {}

  /** In the transaction of the note. */
  async credited({ id }: CreditNoteRecord): Promise<void> {
    await this.mail.request({ template: TEMPLATE, userId: null, facts: { credit_note_id: id } });
  }

  private async write({ credit_note_id: id = '' }: Readonly<Record<string, string>>): Promise<Letter> {
    const rendered = await this.render.run(id);
    const { number, invoiceNumber, accountId, reason, note } = rendered.record;
    const { total, lowersDue, credited, refunded } = note;
    return {
      accountId,
      values: (locale) => ({
        credit_note_number: number,
        invoice_number: invoiceNumber,
        amount: locale.money(total),
        reason,
        lowers_due: lowersDue.isPositive() ? locale.money(lowersDue) : '',
        credited: credited.isPositive() ? locale.money(credited) : '',
        refunded: refunded.isPositive() ? locale.money(refunded) : '',
      }),
      attachments: [pdfOf(rendered)],
    };
  }
}
