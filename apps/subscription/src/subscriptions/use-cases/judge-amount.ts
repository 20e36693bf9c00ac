import { Injectable } from '@nestjs/common';
import { amountAsked, amountsAsked } from '@libs/billing/invoicing';
import { AppError } from '@libs/errors';
import { Money } from '@libs/money';
import { CreditNotesApi } from '../../invoicing/credit-notes.api';
import type { InvoiceRecord } from '../../invoicing/invoicing.api';
import type { PaymentResult, ToldAmount } from '../payment-result';

/** Whether an amount that was captured, or tried, is one that was asked for. */
@Injectable()
export class JudgeAmount {
  constructor(private readonly notes: CreditNotesApi) {}

  /**
   * One that was asked for before the bill was lowered is right, too: the payment was under way. Any other is taken only
   * when the payment service made sure that the gateway took just that. @throws AppError `webhook_rejected`
   */
  async run({ amount, currency, isReconciled }: PaymentResult, { invoice }: InvoiceRecord): Promise<ToldAmount> {
    const told = Money.parseDecimal(amount, currency);
    if (!told.ok || told.value.currency !== invoice.currency || !told.value.isPositive()) throw rejected();
    if (isReconciled) return { amount: told.value, amountsAsked: 'any' };
    const present = amountAsked(invoice);
    if (told.value.equals(present)) return { amount: told.value, amountsAsked: [present] };
    const all = amountsAsked(invoice, await this.notes.loweredBy(invoice.id));
    if (!all.some((asked) => asked.equals(told.value))) throw rejected();
    return { amount: told.value, amountsAsked: all };
  }
}

function rejected(): AppError {
  return new AppError('webhook_rejected', { reason: 'amount_mismatch' });
}
