import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import type { Account, NewAccount } from './account';
import { AccountRepository } from './persistence/account.repository';
import { CreditRepository } from './persistence/credit.repository';
import { CreateAccount } from './use-cases/create-account';

export type { Account, AccountStatus, NewAccount } from './account';
export { ACCOUNT_DELETION_CHECKS, type AccountDeletionCheck } from './account-deletion-check';

export interface CreditToAdd {
  accountId: string;
  /** Positive: the account gets credit. Negative: credit is used up. In the account's currency. */
  amount: Money;
  reason: string;
  sourceKey: string;
}

/** What other rooms may ask of accounts. Every call joins the open transaction. */
@Injectable()
export class AccountsApi {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly credits: CreditRepository,
    private readonly createAccount: CreateAccount,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `external_key_taken`, or `validation_failed` for an unknown currency, country or time zone */
  async create(account: NewAccount): Promise<Account> {
    return this.createAccount.run(account);
  }

  /** Also a deleted one (`deletedAt`): its financial records still name it. */
  async byId(id: string): Promise<Account | undefined> {
    return this.accounts.byId(id);
  }

  /** Reads an account and holds its row until the transaction ends. @throws AppError `not_found`, also for a deleted one */
  async lock(id: string): Promise<Account> {
    const account = await this.accounts.lock(id);
    if (!account) throw new AppError('not_found');
    return account;
  }

  /** Adds to the credit balance, once per `sourceKey` however often it is called. */
  async addCredit({ accountId, amount, reason, sourceKey }: CreditToAdd): Promise<void> {
    if (amount.isZero()) throw new InvariantBroken(`credit of nothing for ${sourceKey}`);
    await this.credits.add({ accountId, amount, reason, sourceKey, at: this.clock.now() });
  }

  /** Credit that is left, in the account's currency. */
  async creditBalance(account: Pick<Account, 'id' | 'currency'>): Promise<Money> {
    const balances = await this.credits.balances([account.id]);
    return Money.ofMinor(balances.get(account.id) ?? 0n, account.currency);
  }
}
