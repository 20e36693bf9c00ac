import { Injectable } from '@nestjs/common';
import { AccountsApi } from '../../accounts/accounts.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import type { SubscriptionRecord } from '../subscription-record';
import type { ChangeOutcome } from './carry-out-change';

/** Which bills a customer waits for to be charged: those that something waits for, of an account with a saved method. */
@Injectable()
export class FindCharges {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly invoicing: InvoicingApi,
  ) {}

  /** The open bills of a subscription that was just started, in the order of their periods; none when nobody can be charged. */
  async ofStart({ subscription }: SubscriptionRecord): Promise<string[]> {
    if (subscription.status !== 'pending' || !(await this.canCharge(subscription.accountId))) return [];
    const open = await this.invoicing.openOf(subscription.id);
    return open.filter(({ invoice }) => invoice.status === 'open').map(({ invoice }) => invoice.id);
  }

  /** The bill that a change waits for; null when it waits for none, or nobody can be charged. */
  async ofChange({ record, invoice }: ChangeOutcome): Promise<string | null> {
    const { pendingChange, accountId } = record.subscription;
    const isWaitedFor = invoice?.invoice.status === 'open' && pendingChange?.invoiceId === invoice.invoice.id;
    return isWaitedFor && (await this.canCharge(accountId)) ? invoice.invoice.id : null;
  }

  private async canCharge(accountId: string): Promise<boolean> {
    const account = await this.accounts.byId(accountId);
    return Boolean(account?.defaultPaymentMethod);
  }
}
