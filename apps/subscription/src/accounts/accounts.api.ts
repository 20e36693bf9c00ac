import { Inject, Injectable } from '@nestjs/common';
import { openCredits, type OpenCredit } from '@libs/billing/invoicing';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import type { Account, AccountStatus, NewAccount } from './account';
import { AccountRepository } from './persistence/account.repository';
import { CreditRepository, type CreditMovement, type CreditToMove } from './persistence/credit.repository';
import { CreateAccount } from './use-cases/create-account';
import { UpdateAccount } from './use-cases/update-account';

export type { Account, AccountStatus, NewAccount } from './account';
export { ACCOUNT_LISTENERS, type AccountListener } from './account-listener';
export { ACCOUNT_DELETION_CHECKS, type AccountDeletionCheck } from './account-deletion-check';

export type { CreditToMove } from './persistence/credit.repository';

/** What other rooms may ask of accounts. Every call joins the open transaction. */
@Injectable()
export class AccountsApi {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly credits: CreditRepository,
    private readonly createAccount: CreateAccount,
    private readonly update: UpdateAccount,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Currency, country and time zone were checked before. @throws AppError `external_key_taken` */
  async create(account: NewAccount): Promise<Account> {
    return this.createAccount.run(account);
  }

  /** Also a deleted one (`deletedAt`): its financial records still name it. */
  async byId(id: string): Promise<Account | undefined> {
    return this.accounts.byId(id);
  }

  /** Many at once, in no order; deleted ones too. */
  async byIds(ids: readonly string[]): Promise<Account[]> {
    return this.accounts.byIds(ids);
  }

  /** Reads an account and holds its row until the transaction ends. @throws AppError `not_found`, also for a deleted one */
  async lock(id: string): Promise<Account> {
    const account = await this.accounts.lock(id);
    if (!account) throw new AppError('not_found');
    return account;
  }

  /** The same for money that has moved already: that of a deleted account is booked, too. @throws AppError `not_found` */
  async lockForMoney(id: string): Promise<Account> {
    const account = await this.accounts.lockAny(id);
    if (!account) throw new AppError('not_found');
    return account;
  }

  /** How it stands by its unpaid bills; `dunning` decides. Under its lock, with an audit row of the caller. */
  async setStatus(id: string, status: AccountStatus): Promise<void> {
    await this.accounts.setStatus(id, status);
  }

  /** While a payment is contested nothing is done about what is unpaid; the same again is not worth a row in the audit. */
  async holdForDispute(id: string, isHeld: boolean): Promise<void> {
    await this.update.run(id, { disputeHold: isHeld });
  }

  /**
   * Which saved method bills are charged to; null: none. False when a later version was told before, and nothing has
   * changed. Under the account's lock, with an audit row of the caller.
   */
  async setDefaultMethod(id: string, methodId: string | null, version: number): Promise<boolean> {
    return this.accounts.setDefaultMethod(id, methodId, version);
  }

  /** Moves the credit balance, once per `sourceKey` however often it is called. */
  async addCredit(movement: CreditToMove): Promise<void> {
    await this.moveCredits([movement]);
  }

  /** The same for many movements in one statement. */
  async moveCredits(movements: readonly CreditToMove[]): Promise<void> {
    const empty = movements.find(({ amount }) => amount.isZero());
    if (empty) throw new InvariantBroken(`credit of nothing for ${empty.sourceKey}`);
    if (movements.length > 0) await this.credits.add(movements, this.clock.now());
  }

  /** What is left of each credit of these accounts, the oldest first; accounts that have none are left out. */
  async openCredits(accountIds: readonly string[]): Promise<ReadonlyMap<string, readonly OpenCredit[]>> {
    const byAccount = new Map<string, CreditMovement[]>();
    for (const movement of await this.credits.unsettled(accountIds)) {
      const known = byAccount.get(movement.accountId);
      if (known) known.push(movement);
      else byAccount.set(movement.accountId, [movement]);
    }
    return new Map([...byAccount].map(([id, moved]) => [id, openCredits(moved, moved[0]?.amount.currency ?? '')]));
  }

  /** Credit that is left, in the account's currency. */
  async creditBalance(account: Pick<Account, 'id' | 'currency'>): Promise<Money> {
    const balances = await this.credits.balances([account.id]);
    return Money.ofMinor(balances.get(account.id) ?? 0n, account.currency);
  }
}
