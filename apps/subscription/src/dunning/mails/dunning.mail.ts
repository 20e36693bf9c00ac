import { Injectable, type OnModuleInit } from '@nestjs/common';
import { amountAsked } from '@libs/billing/invoicing';
import { GRACE_DAYS } from '@libs/billing/subscription';
import { Instant, plusDays, TimeZone } from '@libs/calendar';
import { cardName, pdfOf, RenderInvoice } from '../../invoice-documents/rendered-documents.api';
import type { InvoiceRecord } from '../../invoicing/invoicing.api';
import { AccountLetters, type Letter } from '../../mail/account-letters.api';
import { DUNNING_MAILS } from '../dunning-mail-request';

const PLACEHOLDERS = [
  'invoice_number',
  'amount',
  'card',
  'due_date',
  'next_retry_date',
  'block_date',
  'cancel_date',
  'in_good_standing',
];
/** All others ask for money: they have the invoice with them while it is open, and are not sent to who has paid meanwhile. */
const ASKS_FOR_NOTHING: ReadonlySet<string> = new Set(['payment_recovered', 'subscription_canceled_unpaid']);

/** Writes the mails of dunning when they are sent, in the words of their templates. */
@Injectable()
export class DunningMails implements OnModuleInit {
  constructor(
    private readonly letters: AccountLetters,
    private readonly render: RenderInvoice,
  ) {}

  /** A mistake in a template is told here, at start. */
  onModuleInit(): void {
    for (const template of DUNNING_MAILS) {
      this.letters.declare(template, PLACEHOLDERS, (facts) => this.write(facts, template));
    }
  }

  private async write(facts: Readonly<Record<string, string>>, template: string): Promise<Letter | undefined> {
    const rendered = await this.render.run(facts.invoice_id ?? '');
    const { record, account } = rendered;
    const { invoice } = record;
    const isAsking = !ASKS_FOR_NOTHING.has(template);
    if (isAsking && invoice.status === 'paid') return undefined;
    const zone = TimeZone.of(account.timeZone);
    const read = (text: string | undefined) => (text ? Instant.of(text) : null);
    return {
      accountId: account.id,
      values: (locale) => {
        const date = (instant: Instant | null) => (instant ? locale.date(instant) : '');
        return {
          invoice_number: invoice.number ?? '',
          amount: locale.money(invoice.amountDue.isPositive() ? invoice.amountDue : amountAsked(invoice)),
          card: cardName(facts.card_brand, facts.card_last4),
          due_date: date(invoice.dueAt),
          next_retry_date: date(read(facts.next_retry_at)),
          block_date: date(read(facts.block_at)),
          cancel_date: date(read(facts.cancel_at) ?? endOfGrace(record, zone)),
          in_good_standing: facts.in_good_standing ?? '',
        };
      },
      attachments: isAsking && invoice.status === 'open' ? [pdfOf(rendered)] : undefined,
    };
  }
}

/** After a trial it is not dunning that ends the subscription, but its days of grace. */
function endOfGrace({ cause, invoice: { period } }: InvoiceRecord, zone: TimeZone): Instant | null {
  return cause === 'trial' ? plusDays(period.start, GRACE_DAYS, zone) : null;
}
