import { Injectable } from '@nestjs/common';
import { bookGrantedCredit } from '@libs/billing/ledger';
import { AppError, invalidField } from '@libs/errors';
import { readAmount } from '@libs/dto';
import { Money } from '@libs/money';
import { Database, newId } from '@libs/persistence';
import { AuditApi } from '../../audit/audit.api';
import { LedgerApi } from '../../ledger/ledger.api';
import { AccountsApi } from '../accounts.api';
import { CreditRepository, type CreditMovement, type CreditPage } from '../persistence/credit.repository';

export type { CreditMovement } from '../persistence/credit.repository';

export interface CreditToGrant {
  readonly accountId: string;
  /** Major units of the account's currency, more than zero. */
  readonly amount: number | string;
  readonly reason: string;
}

export interface AccountCredits {
  readonly balance: Money;
  /** The newest first. */
  readonly movements: readonly CreditMovement[];
}

/** Credit that staff give, and everything that became of credit. */
@Injectable()
export class KeepCredits {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly credits: CreditRepository,
    private readonly ledger: LedgerApi,
    private readonly audit: AuditApi,
  ) {}

  /** The account's next bills use it up, the oldest credit first. @throws AppError `not_found`, `validation_failed` */
  async grant({ accountId, amount: asked, reason }: CreditToGrant): Promise<CreditMovement> {
    return this.database.transaction(async () => {
      const account = await this.accounts.lock(accountId);
      const amount = readAmount(asked, account.currency);
      if (!amount.isPositive()) throw invalidField('amount', 'out_of_range', 'Send an amount above zero.');
      const reference = newId();
      const sourceKey = `granted:${reference}`;
      await this.accounts.addCredit({ accountId, amount, reason, sourceKey });
      const { occasion, postings } = bookGrantedCredit(amount);
      await this.ledger.post({ kind: occasion, accountId, reference, postings });
      const subject = { type: 'account', id: accountId };
      await this.audit.record({
        action: 'credit.created',
        subject,
        accountId,
        after: { credit: String(amount), reason },
      });
      return (await this.credits.bySource(accountId, sourceKey)) as CreditMovement;
    });
  }

  /** @throws AppError `not_found` */
  async of(accountId: string): Promise<AccountCredits> {
    const account = await this.accounts.byId(accountId);
    if (!account || account.deletedAt) throw new AppError('not_found');
    const movements = await this.credits.page({ accountId });
    return { balance: await this.accounts.creditBalance(account), movements };
  }

  /** One more than the limit, the newest first. */
  async page(page: CreditPage): Promise<CreditMovement[]> {
    return this.credits.page(page);
  }
}
