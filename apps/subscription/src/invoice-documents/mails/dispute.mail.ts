import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { AccountLetters, type Letter } from '../../mail/account-letters.api';
import { toldMoney } from './told-money';

export const DISPUTE = 'staff_dispute';
const PLACEHOLDERS = ['account_email', 'invoice_number', 'amount', 'reason', 'opened', 'won', 'lost', 'transaction_id'];

/** A payment is contested, or that has come to its end: staff are told, since evidence has a deadline. */
@Injectable()
export class DisputeMail implements OnModuleInit {
  constructor(
    private readonly letters: AccountLetters,
    private readonly invoicing: InvoicingApi,
  ) {}

  onModuleInit(): void {
    this.letters.declare(DISPUTE, PLACEHOLDERS, (facts) => this.write(facts));
  }

  private async write(facts: Readonly<Record<string, string>>): Promise<Letter | undefined> {
    const { invoice_id: id = '', stage = '', reason = '', transaction_id = '' } = facts;
    const record = await this.invoicing.byId(id);
    if (!record) return undefined;
    const { number, accountId } = record.invoice;
    return {
      accountId,
      isForStaff: true,
      values: (locale, account) => ({
        account_email: account.email,
        invoice_number: number ?? '',
        amount: locale.money(toldMoney(facts)),
        reason,
        [stage]: 'yes',
        transaction_id,
      }),
    };
  }
}
