import { Inject, Injectable } from '@nestjs/common';
import { onTaxOutage, type Invoice, type OpenCredit, type TaxTreatment } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { INVOICE_LISTENERS, type InvoiceListener } from '../invoice-listener';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceIssueRepository, type DelayedDraft } from '../persistence/invoice-issue.repository';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { LoadBillFacts } from './load-bill-facts';

/** A draft that can be issued, with what it is issued on. */
export interface DraftToIssue {
  readonly account: Account;
  readonly record: InvoiceRecord;
  /** With the rates of the lines that it gives back. */
  readonly invoice: Invoice;
  readonly key: string;
  readonly tax: TaxTreatment;
  readonly credits: readonly OpenCredit[];
}

/** The bills that wait for the tax provider. */
@Injectable()
export class DelayedDrafts {
  constructor(
    private readonly issue: InvoiceIssueRepository,
    private readonly invoices: InvoiceRepository,
    private readonly accounts: AccountsApi,
    private readonly facts: LoadBillFacts,
    @Inject(INVOICE_LISTENERS) private readonly listeners: readonly InvoiceListener[],
  ) {}

  async due(now: Instant, limit: number): Promise<DelayedDraft[]> {
    return this.issue.draftsDue(now, limit);
  }

  /**
   * Asks the provider again, under the account's lock. Undefined: somebody else was quicker, or the provider is still down
   * and the draft waits 5 minutes more; after an hour it goes out without tax, marked for review.
   */
  async prepare({ id, accountId }: DelayedDraft, now: Instant): Promise<DraftToIssue | undefined> {
    const account = await this.accounts.lock(accountId);
    const record = await this.invoices.byId(id);
    const delay = await this.issue.delayOf(id);
    if (!record || !delay) return undefined;
    const { lines, subscriptionId } = record.invoice;
    const facts = await this.facts.ofAccounts([account], {
      lines,
      subscriptionIds: subscriptionId ? [subscriptionId] : [],
      now,
    });
    const outage = facts.taxes ? null : onTaxOutage(delay.downSince, now);
    if (outage?.kind === 'ask_again') {
      await this.issue.askTaxAgain(id, outage.at);
      return undefined;
    }
    const tax = outage ? outage.tax : (facts.taxes?.get(account.id) as TaxTreatment);
    const ratesOf = (lineId: string | null | undefined) => (lineId ? facts.creditedTaxes.get(lineId) : undefined);
    const taxable = lines.map((line) => ({ ...line, taxRates: ratesOf(line.creditsLineId) }));
    const invoice = { ...record.invoice, lines: taxable };
    return { account, record, invoice, key: delay.key, tax, credits: facts.credits.get(account.id) ?? [] };
  }

  /** Tells of what a draft has become. */
  async tell(issued: readonly InvoiceRecord[]): Promise<void> {
    for (const record of issued) for (const listener of this.listeners) await listener.issuedLate?.(record);
  }
}
