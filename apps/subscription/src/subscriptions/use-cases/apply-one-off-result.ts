import { Inject, Injectable } from '@nestjs/common';
import { amountAsked } from '@libs/billing/invoicing';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Money } from '@libs/money';
import { AccountsApi } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import type { PaymentResult, PaymentResultEffect } from '../payment-result';
import { KeepAsCredit } from './keep-as-credit';

/** The outcome of a payment of one-off lines: no subscription waits for it. */
@Injectable()
export class ApplyOneOffResult {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly invoicing: InvoicingApi,
    private readonly credit: KeepAsCredit,
    private readonly audit: AuditApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * Undefined when the bill is a subscription's. Money for one that does not wait for it any more becomes credit.
   * @throws AppError `webhook_rejected`
   */
  async run(result: PaymentResult): Promise<PaymentResultEffect | undefined> {
    const named = result.invoiceId ? await this.invoicing.byId(result.invoiceId) : undefined;
    if (!named || named.invoice.subscriptionId !== null) return undefined;
    const { id, accountId } = named.invoice;
    if (result.subscriptionId !== null) throw rejected('unknown_subscription');
    if (result.accountId !== undefined && result.accountId !== accountId) throw rejected('unknown_account');
    const account = await this.accounts.lock(accountId);
    // Read again under the account's lock: another result may just have paid it.
    const invoice = (await this.invoicing.byId(id)) as InvoiceRecord;
    const amount = amountOf(result, invoice);
    const { transactionId, status, failureCode } = result;
    if (status === 'failed') {
      const after = { transaction_id: transactionId, failure_code: failureCode ?? null };
      await this.audit.record({ action: 'invoice.payment_failed', subject: { type: 'invoice', id }, accountId, after });
    }
    if (status !== 'success') return 'noted';
    if (['open', 'uncollectible'].includes(invoice.invoice.status)) {
      await this.invoicing.settle(invoice, amount, transactionId, this.clock.now());
      return 'settled';
    }
    const reason = invoice.invoice.status === 'void' ? 'invoice_void' : 'invoice_already_paid';
    await this.credit.run({ account, invoice, amount, transactionId }, { credit: amount, reason });
    return 'kept_as_credit';
  }
}

/** What was captured, or tried. @throws AppError `webhook_rejected` when it is not what was asked for */
export function amountOf({ amount, currency }: PaymentResult, { invoice }: InvoiceRecord): Money {
  const told = Money.parseDecimal(amount, currency);
  if (told.ok && told.value.equals(amountAsked(invoice))) return told.value;
  throw rejected('amount_mismatch');
}

function rejected(reason: string): AppError {
  return new AppError('webhook_rejected', { reason });
}
