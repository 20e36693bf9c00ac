import { Injectable } from '@nestjs/common';
import type { AppliedTaxRate, OpenCredit, RedeemedCoupon, TaxTreatment } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { CouponsApi } from '../../coupons/coupons.api';
import { TaxRatesApi } from '../../tax-rates/tax-rates.api';
import type { Bill } from '../bill';
import { InvoiceIssueRepository } from '../persistence/invoice-issue.repository';

export interface LinesToIssue {
  readonly lines: readonly { readonly creditsLineId?: string | null | undefined }[];
  readonly subscriptionIds: readonly string[];
  readonly now: Instant;
}

export interface IssueFacts {
  /** By account, the oldest first. */
  readonly credits: ReadonlyMap<string, readonly OpenCredit[]>;
  /** By account; undefined while the tax provider is down. */
  readonly taxes: ReadonlyMap<string, TaxTreatment> | undefined;
  /** By line that is credited: the rates it was taxed with. */
  readonly creditedTaxes: ReadonlyMap<string, readonly AppliedTaxRate[]>;
}

/** All that bills are decided on besides themselves. */
export interface BillFacts extends IssueFacts {
  /** By subscription, in the order of their redemption. */
  readonly coupons: ReadonlyMap<string, readonly RedeemedCoupon[]>;
}

/** Loads the facts of many bills with a handful of statements, however many they are. */
@Injectable()
export class LoadBillFacts {
  constructor(
    private readonly issue: InvoiceIssueRepository,
    private readonly accounts: AccountsApi,
    private readonly coupons: CouponsApi,
    private readonly tax: TaxRatesApi,
  ) {}

  async run(bills: readonly Bill[], now: Instant): Promise<BillFacts> {
    const accounts = new Map(bills.map(({ account }) => [account.id, account]));
    const subscriptionIds = [...new Set(bills.flatMap(({ subscription }) => subscription?.id ?? []))];
    const lines = bills.flatMap((bill) => bill.lines);
    // One after the other: they share the connection of the open transaction.
    const coupons = await this.coupons.redeemedOf(subscriptionIds);
    const rest = await this.ofAccounts([...accounts.values()], { lines, subscriptionIds, now });
    return { coupons, ...rest };
  }

  /** The facts that count at the moment a bill is issued; its coupons are taken off before. */
  async ofAccounts(accounts: readonly Account[], { lines, subscriptionIds, now }: LinesToIssue): Promise<IssueFacts> {
    const lineIds = lines.flatMap(({ creditsLineId }) => creditsLineId ?? []);
    const credits = await this.accounts.openCredits(accounts.map(({ id }) => id));
    const taxes = await this.taxesOf(accounts, now);
    const creditedTaxes = lineIds.length === 0 ? new Map() : await this.issue.taxesOf(subscriptionIds, lineIds);
    return { credits, taxes, creditedTaxes };
  }

  /** Those that were not billed before; of two with one key the first. The caller holds the locks of their accounts. */
  async unbilled(bills: readonly Bill[]): Promise<Bill[]> {
    const toBill = bills.filter(({ lines }) => lines.length > 0);
    if (toBill.length === 0) return [];
    const billed = new Set(await this.issue.billed(toBill.map(({ account, key }) => ({ accountId: account.id, key }))));
    return toBill.filter(({ account, key }) => {
      const name = `${account.id}/${key}`;
      return !billed.has(name) && billed.add(name);
    });
  }

  private async taxesOf(accounts: readonly Account[], at: Instant) {
    const treatments = await this.tax.treatments(
      accounts.map(({ id, country, region, taxExempt, vatId, vatIdStatus }) => ({
        accountId: id,
        account: {
          country,
          region,
          isTaxExempt: taxExempt,
          hasValidVatId: vatId !== null && vatIdStatus === 'valid',
        },
        at,
      })),
    );
    if (!treatments) return undefined;
    return new Map(accounts.map(({ id }, index) => [id, treatments[index] as TaxTreatment]));
  }
}
