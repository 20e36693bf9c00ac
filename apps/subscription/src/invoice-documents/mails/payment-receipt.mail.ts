import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { AccountLetters, type Letter } from '../../mail/account-letters.api';
import { RenderInvoice } from '../use-cases/render-invoice';
import { cardName } from './card-name';
import { pdfOf } from './pdf-attachment';
import { toldMoney } from './told-money';

export const RECEIPT = 'payment_receipt';
const PLACEHOLDERS = ['invoice_number', 'amount', 'paid_date', 'card', 'paid_in_full', 'amount_left', 'kept_as_credit'];

/** Thanks for a payment: what came, when, with which card, and what is left of its invoice, which goes with it. */
@Injectable()
export class PaymentReceiptMail implements OnModuleInit {
  constructor(
    private readonly letters: AccountLetters,
    private readonly render: RenderInvoice,
  ) {}

  onModuleInit(): void {
    this.letters.declare(RECEIPT, PLACEHOLDERS, (facts) => this.write(facts));
  }

  private async write(facts: Readonly<Record<string, string>>): Promise<Letter> {
    const { invoice_id: id = '', paid_at: paidAt = '', kept_as_credit: kept = '' } = facts;
    const rendered = await this.render.run(id);
    const { number, accountId, amountDue, status } = rendered.record.invoice;
    const isOwed = status === 'open' || status === 'uncollectible';
    return {
      accountId,
      values: (locale) => ({
        invoice_number: number ?? '',
        amount: locale.money(toldMoney(facts)),
        paid_date: locale.date(Instant.of(paidAt)),
        card: cardName(facts.card_brand, facts.card_last4),
        paid_in_full: !kept && status === 'paid' ? 'yes' : '',
        amount_left: !kept && isOwed ? locale.money(amountDue) : '',
        kept_as_credit: kept,
      }),
      attachments: [pdfOf(rendered)],
    };
  }
}
