import { Injectable } from '@nestjs/common';
import { applyPayment, type Subscription } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { InvoiceMoneyApi } from '../../invoicing/invoice-money.api';
import type { PaymentOfInvoice, PaymentResultEffect } from '../payment-result';
import { AdoptChange } from './adopt-change';
import { EndUnpaid } from './end-unpaid';
import { KeepAsCredit } from './keep-as-credit';
import { LoadFacts } from './load-facts';

/** Money came: the invoice is paid, and what waited for it is in force; or it is paid in part, or the money kept as credit. */
@Injectable()
export class ApplyCapture {
  constructor(
    private readonly facts: LoadFacts,
    private readonly money: InvoiceMoneyApi,
    private readonly end: EndUnpaid,
    private readonly credit: KeepAsCredit,
    private readonly adopt: AdoptChange,
  ) {}

  /** @throws AppError `webhook_rejected` when the kernel refuses it; nothing has changed then */
  async run(payment: PaymentOfInvoice, now: Instant): Promise<PaymentResultEffect> {
    const { account, record, invoice, amount: captured, amountsAsked, transactionId } = payment;
    const before = record.subscription;
    const holder = await this.facts.holderOf(account.id, before.family);
    const decided = applyPayment({
      subscription: before,
      invoice: { status: invoice.invoice.status, amountDue: invoice.invoice.amountDue, amountsAsked },
      captured,
      holder: holder?.subscription ?? null,
      owesMore: await this.facts.owesMore(before, invoice.invoice.id),
      now,
    });
    if (!decided.ok) throw new AppError('webhook_rejected', { reason: decided.error.code });
    const effect = decided.value;
    if (effect.kind === 'becomes_credit') {
      await this.credit.run(payment, effect);
      const { replaced } = effect;
      if (replaced) {
        const moved = [{ before, after: replaced.subscription }];
        await this.end.run({ account, now, moved, events: replaced.events }, [record]);
      }
      return 'kept_as_credit';
    }
    await this.money.pay(invoice, captured, transactionId, now);
    if (effect.kind === 'pays_part') return 'paid_in_part';
    const { subscription: after, convertedTrial, events } = effect;
    const trial = convertedTrial && holder ? [holder] : [];
    const moved = trial.map(({ subscription }) => ({ before: subscription, after: convertedTrial as Subscription }));
    if (events.length > 0) moved.push({ before, after });
    await this.end.run({ account, now, moved, events }, trial);
    const isOfChange = before.pendingChange?.invoiceId === invoice.invoice.id;
    if (isOfChange) await this.adopt.run({ account, record: { ...record, subscription: after } }, now);
    return 'settled';
  }
}
