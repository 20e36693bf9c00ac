import { Injectable } from '@nestjs/common';
import { applyPayment, type Subscription } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { InvoiceMoneyApi } from '../../invoicing/invoice-money.api';
import type { PaymentOfInvoice, PaymentResultEffect } from '../payment-result';
import { AdoptChange } from './adopt-change';
import { CommitChange } from './commit-change';
import { KeepAsCredit } from './keep-as-credit';
import { LoadFacts } from './load-facts';

/** Money came: the invoice is paid, and what waited for it is in force; or it is paid in part, or the money kept as credit. */
@Injectable()
export class ApplyCapture {
  constructor(
    private readonly facts: LoadFacts,
    private readonly money: InvoiceMoneyApi,
    private readonly commit: CommitChange,
    private readonly credit: KeepAsCredit,
    private readonly adopt: AdoptChange,
  ) {}

  /** @throws AppError `webhook_rejected` when the kernel refuses it; nothing has changed then */
  async run(payment: PaymentOfInvoice, now: Instant): Promise<PaymentResultEffect> {
    const { account, record, invoice, amount: captured, amountsAsked, transactionId } = payment;
    const before = record.subscription;
    const trial = (await this.facts.trialOf(account.id, before.family))?.subscription ?? null;
    const decided = applyPayment({
      subscription: before,
      invoice: { status: invoice.invoice.status, amountDue: invoice.invoice.amountDue, amountsAsked },
      captured,
      familyTrial: trial,
      owesMore: await this.facts.owesMore(before, invoice.invoice.id),
      now,
    });
    if (!decided.ok) throw new AppError('webhook_rejected', { reason: decided.error.code });
    const effect = decided.value;
    if (effect.kind === 'becomes_credit') {
      await this.credit.run(payment, effect);
      return 'kept_as_credit';
    }
    await this.money.pay(invoice, captured, transactionId, now);
    if (effect.kind === 'pays_part') return 'paid_in_part';
    const { subscription: after, convertedTrial, events } = effect;
    const moved: { before: Subscription; after: Subscription }[] = [];
    if (trial && convertedTrial) moved.push({ before: trial, after: convertedTrial });
    if (events.length > 0) moved.push({ before, after });
    await this.commit.run({ account, now, moved, events });
    const isOfChange = before.pendingChange?.invoiceId === invoice.invoice.id;
    if (isOfChange) await this.adopt.run({ account, record: { ...record, subscription: after } }, now);
    return 'settled';
  }
}
