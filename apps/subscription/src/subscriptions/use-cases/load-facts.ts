import { Injectable } from '@nestjs/common';
import { isLive, type BilledAccount, type BilledLine, type Subscription } from '@libs/billing/subscription';
import { TimeZone } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { CatalogApi, type CatalogPlan } from '../../catalog/catalog.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import type { SubscriptionRecord } from '../subscription-record';

/** What the start of a subscription or trial is decided on. */
export interface StartFacts {
  readonly account: Account;
  readonly billed: BilledAccount;
  readonly plan: CatalogPlan;
  /** All that the account has or had in the plan's family. */
  readonly family: readonly SubscriptionRecord[];
}

/** A subscription and who pays for it. */
export interface Payer {
  readonly account: Account;
  readonly record: SubscriptionRecord;
}

/** What a change of its price is decided on. A change that awaits payment counts as not made. */
export interface PriceFacts extends Payer {
  /** The version in force. */
  readonly plan: CatalogPlan;
  readonly zone: TimeZone;
  readonly billedLines: readonly BilledLine[];
}

/** Loads facts under the lock of the account, which puts everything that happens to one account in a row. */
@Injectable()
export class LoadFacts {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly catalog: CatalogApi,
    private readonly subscriptions: SubscriptionRepository,
    private readonly invoicing: InvoicingApi,
  ) {}

  /** @throws AppError `not_found` for the account, `plan_not_found` */
  async forStart(accountId: string, planId: number): Promise<StartFacts> {
    const account = await this.accounts.lock(accountId);
    const plan = await this.catalog.planById(planId);
    if (!plan) throw new AppError('plan_not_found');
    const family = await this.subscriptions.ofFamily(accountId, plan.family);
    return { account, billed: billedAccount(account), plan, family };
  }

  /** A subscription and its account, locked. @throws AppError `not_found`, also when it is another account's */
  async forChange(id: string, accountId?: string): Promise<Payer> {
    const found = await this.one(id, accountId);
    const account = await this.accounts.lock(found.subscription.accountId);
    // Read again: it may have changed while the lock was waited for.
    return { account, record: (await this.subscriptions.byId(id)) as SubscriptionRecord };
  }

  /** The same subscription as it is now, for what was done to it in this transaction. */
  async again({ subscription }: SubscriptionRecord): Promise<SubscriptionRecord> {
    return (await this.subscriptions.byId(subscription.id)) as SubscriptionRecord;
  }

  /** As `forChange`, for a preview: nothing is locked. @throws AppError `not_found` */
  async forPreview(id: string, accountId?: string): Promise<Payer> {
    const record = await this.one(id, accountId);
    const account = await this.accounts.byId(record.subscription.accountId);
    if (!account || account.deletedAt) throw new AppError('not_found');
    return { account, record };
  }

  /** What an account has that has not ended, the newest first; nothing is locked. @throws AppError `not_found` */
  async ofAccount(accountId: string): Promise<Payer[]> {
    const account = await this.accounts.byId(accountId);
    if (!account || account.deletedAt) throw new AppError('not_found');
    return (await this.subscriptions.unendedOf(accountId)).map((record) => ({ account, record }));
  }

  /** Many at once, for a page of work whose accounts the caller has locked. */
  async payers(ids: readonly string[]): Promise<Payer[]> {
    const records = await this.subscriptions.byIds(ids);
    const accountIds = [...new Set(records.map(({ subscription }) => subscription.accountId))];
    const accounts = new Map((await this.accounts.byIds(accountIds)).map((account) => [account.id, account]));
    return records.flatMap((record) => {
      const account = accounts.get(record.subscription.accountId);
      return account ? [{ account, record }] : [];
    });
  }

  /** What its price is, and what was billed for its present period. */
  async priceOf({ account, record }: Payer): Promise<PriceFacts> {
    const { id, planId, planVersion, currentPeriod, pendingChange } = record.subscription;
    const plan = await this.version(planId, planVersion);
    const billedLines = await this.invoicing.billedLines(id, currentPeriod, pendingChange?.invoiceId);
    return { account, record, plan, zone: TimeZone.of(account.timeZone), billedLines };
  }

  /** A version that a subscription names; one that is not stored is a bug. */
  async version(planId: number, planVersion: number): Promise<CatalogPlan> {
    const plan = await this.catalog.version(planId, planVersion);
    if (!plan) throw new InvariantBroken(`version ${planVersion} of plan ${planId} is not stored`);
    return plan;
  }

  /** Whether it has open invoices besides one; that of a change it may do without does not count. */
  async owesMore({ id, pendingChange }: Subscription, besidesId: string): Promise<boolean> {
    const open = await this.invoicing.openOf(id);
    return open.some(({ invoice }) => invoice.id !== besidesId && invoice.id !== pendingChange?.invoiceId);
  }

  private async one(id: string, accountId: string | undefined): Promise<SubscriptionRecord> {
    const found = await this.subscriptions.byId(id);
    if (found && (accountId === undefined || found.subscription.accountId === accountId)) return found;
    throw new AppError('not_found');
  }

  /** The live one of a family, if there is one. The caller holds the account's lock. */
  async holderOf(accountId: string, family: string): Promise<SubscriptionRecord | undefined> {
    const records = await this.subscriptions.ofFamily(accountId, family);
    return records.find(({ subscription }) => isLive(subscription.status));
  }
}

function billedAccount({ id, currency, timeZone, status }: Account): BilledAccount {
  return { id, currency, zone: TimeZone.of(timeZone), status };
}
