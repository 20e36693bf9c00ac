import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { AccountLetters, type Letter } from '../../mail/account-letters.api';
import { toldMoney } from './told-money';

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
    const record = await this.invoicing.byId(facts.invoice_id ?? '');
    if (!record) return undefined;
    const { number, accountId } = record.invoice;
    return {
      accountId,
      values: (locale) => ({
        invoice_number: number ?? '',
        amount: locale.money(toldMoney(facts)),
        kept_as_credit: facts.kept_as_credit ?? '',
      }),
    };
  }
}
