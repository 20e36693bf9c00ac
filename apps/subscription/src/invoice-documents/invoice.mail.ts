import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { TimeZone } from '@libs/calendar';
import { INVOICE_LISTENERS, type InvoiceListener, type InvoiceRecord } from '../invoicing/invoicing.api';
import { MailApi, type Mail, type MailComposer, type MailRequest } from '../mail/mail.api';
import { BRAND, type Brand } from './brand';
import { InvoiceLocale, localeOf } from './pdf/invoice-locale';
import { RenderInvoice } from './use-cases/render-invoice';

/** Every bill that asks for something, or was paid from credit, goes to its account by mail, with the PDF. */
@Injectable()
export class InvoiceMail implements InvoiceListener, MailComposer, OnModuleInit {
  readonly template = 'invoice';

  constructor(
    @Inject(INVOICE_LISTENERS) private readonly listeners: InvoiceListener[],
    private readonly mail: MailApi,
    private readonly render: RenderInvoice,
    @Inject(BRAND) private readonly brand: Brand,
  ) {}

  onModuleInit(): void {
    this.listeners.push(this);
    this.mail.register(this);
  }

  /** In the transaction of the bills; composed and sent after its commit, when they have their numbers. */
  async issued(records: readonly InvoiceRecord[]): Promise<void> {
    const toSend = records.filter(({ invoice }) => !invoice.total.isZero());
    await this.mail.requestMany(
      toSend.map(({ invoice }) => ({ template: this.template, userId: null, facts: { invoice_id: invoice.id } })),
    );
  }

  async compose({ facts }: MailRequest): Promise<Mail | undefined> {
    const { record, account, fileName, pdf } = await this.render.run(facts?.invoice_id ?? '');
    if (account.deletedAt) return undefined;
    const { number, amountDue, dueAt, issuedAt } = record.invoice;
    const locale = new InvoiceLocale(localeOf(account.country), TimeZone.of(account.timeZone));
    const { name: brand } = this.brand;
    const due = amountDue.isPositive() && dueAt ? `, ${locale.money(amountDue)} due on ${locale.date(dueAt)}` : '';
    const text = [
      `Hello ${account.name},`,
      `here is invoice ${number} of ${issuedAt ? locale.date(issuedAt) : ''}${due}. You find it attached as a PDF.`,
      due === '' ? 'There is nothing to pay.' : 'Thank you for paying in time.',
      brand,
    ].join('\n\n');
    const attachment = { fileName, contentType: 'application/pdf', content: pdf };
    return { to: account.email, subject: `${brand}: invoice ${number}`, text, attachments: [attachment] };
  }
}
