import { Injectable } from '@nestjs/common';
import { explainDunning, type DunningStep } from '@libs/billing/collection';
import { scheduledEnd } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import { SubscriptionRecordsApi } from '../../subscriptions/subscription-records.api';
import type { DunnedInvoice } from '../dunned-invoice';
import { DunningRepository } from '../persistence/dunning.repository';
import { PlanDunning } from './plan-dunning';

export type DunningState = 'not_dunned' | 'active' | 'held' | 'ended';

export interface DunningPreview {
  readonly record: InvoiceRecord;
  readonly account: Account;
  readonly state: DunningState;
  /** Null for a bill that is not dunned. */
  readonly invoice: DunnedInvoice | null;
  readonly steps: readonly { readonly step: DunningStep; readonly explanation: string }[];
}

/** Shows what dunning has done about a bill, and what it will do and when if the bill stays unpaid. */
@Injectable()
export class PreviewDunning {
  constructor(
    private readonly invoicing: InvoicingApi,
    private readonly accounts: AccountsApi,
    private readonly cases: DunningRepository,
    private readonly planning: PlanDunning,
    private readonly subscriptions: SubscriptionRecordsApi,
  ) {}

  /** `accountId`: the only one whose bills may be seen. @throws AppError `not_found` */
  async run(invoiceId: string, accountId?: string): Promise<DunningPreview> {
    const record = await this.invoicing.byId(invoiceId);
    const account = record && (await this.accounts.byId(record.invoice.accountId));
    if (!account || (accountId !== undefined && account.id !== accountId)) throw new AppError('not_found');
    const invoice = (await this.cases.byInvoice(invoiceId)) ?? null;
    const state = stateOf(record, invoice, account);
    if (!invoice || state === 'ended') return { record, account, state, invoice, steps: [] };
    const facts = this.planning.facts(invoice, account);
    const end = await this.endOfService(invoice);
    const steps = this.planning
      .plan(invoice, account)
      .filter(({ skipped }) => skipped !== 'has_payment_method')
      .filter(({ kind, at }) => kind !== 'cancel' || !end || at.isBefore(end))
      .map((step) => ({ step, explanation: explainDunning(step, facts) }));
    return { record, account, state, invoice, steps };
  }

  /** When its customer has asked that it ends: there is nothing left to cancel then. */
  private async endOfService({ subscriptionId }: DunnedInvoice): Promise<Instant | null> {
    const record = subscriptionId === null ? undefined : await this.subscriptions.byId(subscriptionId);
    return record ? scheduledEnd(record.subscription) : null;
  }
}

function stateOf({ invoice: { status } }: InvoiceRecord, found: DunnedInvoice | null, account: Account): DunningState {
  if (found?.endedAt || (status !== 'open' && status !== 'draft')) return 'ended';
  if (!found) return 'not_dunned';
  return account.disputeHold ? 'held' : 'active';
}
