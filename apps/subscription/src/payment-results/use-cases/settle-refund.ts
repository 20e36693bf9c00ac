import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { InvoiceMoneyApi, type CreditNoteRecord, type RefundStep } from '../../invoicing/invoice-money.api';
import { SubscriptionsApi } from '../../subscriptions/subscriptions.api';
import { rejected, type FoundBill } from './find-bill';
import { TakeBackCredit } from './take-back-credit';

export interface RefundTold {
  /** Names the refund. */
  readonly reference: string;
  /** The note that asked for it; null for one that staff made on a payment. */
  readonly creditNoteId: string | null;
  readonly step: RefundStep;
}

/** What a refund does to its bill, its note, and the credit that its payment had become. */
@Injectable()
export class SettleRefund {
  constructor(
    private readonly money: InvoiceMoneyApi,
    private readonly credit: TakeBackCredit,
    private readonly subscriptions: SubscriptionsApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `webhook_rejected` when it does not fit its note */
  async run(found: FoundBill, told: RefundTold): Promise<void> {
    const { invoice: record, amount } = found;
    const { creditNoteId, reference, step } = told;
    const now = this.clock.now();
    if (creditNoteId !== null) await this.checkNote(found, creditNoteId, step);
    await this.money.bookRefund({ record, creditNoteId, reference, amount, now }, step);
    if (creditNoteId === null) await this.credit.run(record.invoice.id, `${reference}/${step}`);
    const { subscriptionId } = record.invoice;
    const note = { type: 'payment.refunded', cause: 'refund_paid' } as const;
    if (step === 'paid' && subscriptionId !== null) await this.subscriptions.noteMoney(subscriptionId, note, now);
  }

  /** A note sends back what it says, and not more. */
  private async checkNote({ invoice, amount }: FoundBill, noteId: string, step: RefundStep): Promise<void> {
    const note = await this.money.creditNote(invoice.invoice.id, noteId);
    if (!note) throw rejected('unknown_credit_note');
    if (amount.compare(leftOf(note, step)) > 0) throw rejected('amount_mismatch');
  }
}

function leftOf({ note, refund }: CreditNoteRecord, step: RefundStep) {
  if (step === 'returned') return refund.paid;
  return step === 'undone' ? refund.failed : note.refunded.subtract(refund.paid).subtract(refund.failed);
}
