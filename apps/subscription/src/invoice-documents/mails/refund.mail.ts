import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Money } from '@libs/money';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { AccountLetters, type Letter } from '../../mail/account-letters.api';

export const REFUND = 'refund';
const PLACEHOLDERS = ['invoice_number', 'amount', 'kept_as_credit'];

/** Money went back; or could not, and is account credit. */
@Injectable()
export class RefundMail implements OnModuleInit {
  constructor(
    private readonly letters: AccountLetters,
    private readonly invoicing: InvoicingApi,
  ) {}

  onModuleInit(): void {
    this.letters.declare(REFUND, PLACEHOLDERS, (facts) => this.write(facts));
  }

  private async write(facts: Readonly<Record<string, string>>): Promise<Letter | undefined> {
    const { invoice_id: id = '', amount = '', currency = '', kept_as_credit: kept = '' } = facts;
    const record = await this.invoicing.byId(id);
    const refunded = Money.parseDecimal(amount, currency);
    if (!record || !refunded.ok) return undefined;
    const { number, accountId } = record.invoice;
    return {
      accountId,
      values: (locale) => ({
        invoice_number: number ?? '',
        amount: locale.money(refunded.value),
        kept_as_credit: kept,
      }),
    };
  }
}
