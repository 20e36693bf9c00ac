import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { AccountsApi } from '../../accounts/accounts.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import type { PaymentOfBill, PaymentResult } from '../payment-result';
import type { SubscriptionRecord } from '../subscription-record';
import { JudgeAmount } from './judge-amount';

/** What a payment is of, read under the lock of its account. */
export interface FoundPayment {
  readonly payment: PaymentOfBill;
  /** Null for a bill of one-off lines. */
  readonly record: SubscriptionRecord | null;
}

/** Finds what a payment belongs to. What does not fit our records is refused whole (promise 37). */
@Injectable()
export class FindPayment {
  constructor(
    private readonly subscriptions: SubscriptionRepository,
    private readonly accounts: AccountsApi,
    private readonly invoicing: InvoicingApi,
    private readonly amounts: JudgeAmount,
  ) {}

  /** @throws AppError `webhook_rejected` when ids, owner, amount or currency do not fit */
  async run(result: PaymentResult): Promise<FoundPayment> {
    const { id, subscriptionId, accountId } = (await this.invoiceOf(result)).invoice;
    const account = await this.accounts.lockForMoney(accountId);
    // Read under the account's lock: another result may just have paid it.
    const record = subscriptionId === null ? undefined : await this.subscriptions.byId(subscriptionId);
    const invoice = (await this.invoicing.byId(id)) as InvoiceRecord;
    const told = await this.amounts.run(result, invoice);
    const { transactionId } = result;
    return { payment: { account, invoice, transactionId, ...told }, record: record ?? null };
  }

  private async invoiceOf({ subscriptionId, invoiceId, accountId }: PaymentResult): Promise<InvoiceRecord> {
    const latest = async () => (subscriptionId === null ? undefined : this.invoicing.latestOf(subscriptionId));
    const found = invoiceId ? await this.invoicing.byId(invoiceId) : await latest();
    if (!found) throw rejected('unknown_invoice');
    if (found.invoice.subscriptionId !== subscriptionId) throw rejected('unknown_subscription');
    if (accountId !== undefined && found.invoice.accountId !== accountId) throw rejected('unknown_account');
    return found;
  }
}

function rejected(reason: string): AppError {
  return new AppError('webhook_rejected', { reason });
}
