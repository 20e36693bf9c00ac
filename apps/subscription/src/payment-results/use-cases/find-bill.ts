import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { Money } from '@libs/money';
import { AccountsApi } from '../../accounts/accounts.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';

/** What every event about money of a bill says of it. */
export interface EventOfBill {
  readonly invoice_id: string;
  readonly subscription_id?: string | null;
  readonly account_id: string;
  readonly amount: number | string;
  readonly currency: string;
}

export interface FoundBill {
  readonly invoice: InvoiceRecord;
  readonly amount: Money;
  /** False when its account was deleted: nothing but the book changes. */
  readonly isLive: boolean;
}

/** The bill that an event is about, read under the lock of its account. */
@Injectable()
export class FindBill {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly invoicing: InvoicingApi,
  ) {}

  /** @throws AppError `webhook_rejected` when ids, owner, amount or currency do not fit */
  async run(event: EventOfBill): Promise<FoundBill> {
    const found = await this.invoicing.byId(event.invoice_id);
    if (!found) throw rejected('unknown_invoice');
    const { accountId, subscriptionId, currency } = found.invoice;
    if (accountId !== event.account_id) throw rejected('unknown_account');
    // A refund that no payment could be found for does not know it.
    const told = event.subscription_id ?? subscriptionId;
    if (told !== subscriptionId) throw rejected('unknown_subscription');
    const amount = Money.parseDecimal(event.amount, event.currency);
    if (!amount.ok || event.currency !== currency || !amount.value.isPositive()) throw rejected('amount_mismatch');
    // Nobody changes the bills of a deleted account any more; its money may still move.
    const isLive = (await this.accounts.lockForMoney(accountId)).deletedAt === null;
    // Read again under the account's lock: another event may just have changed it.
    const invoice = (await this.invoicing.byId(found.invoice.id)) as InvoiceRecord;
    return { invoice, amount: amount.value, isLive };
  }
}

export function rejected(reason: string): AppError {
  return new AppError('webhook_rejected', { reason });
}
