import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import type { RefundEventBody } from '@libs/dto';
import { InvoiceMoneyApi, type CreditNoteRecord, type RefundStep } from '../../invoicing/invoice-money.api';
import { SubscriptionsApi } from '../../subscriptions/subscriptions.api';
import { PaymentEventRepository } from '../persistence/payment-event.repository';
import { FindBill, rejected, type FoundBill } from './find-bill';

/** Money went back to a customer, or could not. */
@Injectable()
export class ApplyRefund {
  constructor(
    private readonly events: PaymentEventRepository,
    private readonly bills: FindBill,
    private readonly money: InvoiceMoneyApi,
    private readonly subscriptions: SubscriptionsApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** In the transaction that notes the event. False: told before by another. @throws AppError `webhook_rejected` */
  async run(body: RefundEventBody): Promise<boolean> {
    const { invoice_id: invoiceId, account_id: accountId, credit_note_id: creditNoteId = null, status } = body;
    const found = await this.bills.run(body);
    // What no refund could be made for has no id of its own: it is told once per credit note.
    const reference = body.refund_id ?? (creditNoteId === null ? undefined : `note-${creditNoteId}`);
    if (reference === undefined) throw rejected('unknown_refund');
    const before = await this.events.outcomesOf('refund', reference);
    const told = { type: 'refund', subject: reference, outcome: status, accountId, invoiceId, body } as const;
    if (!(await this.events.add(told))) return false;
    const step = stepOf(status, before);
    if (creditNoteId !== null) await this.checkNote(found, creditNoteId, step);
    const { invoice: record, amount } = found;
    const now = this.clock.now();
    await this.money.bookRefund({ record, creditNoteId, reference, amount, now }, step);
    const { subscriptionId } = record.invoice;
    const note = { type: 'payment.refunded', cause: 'refund_paid' } as const;
    if (step === 'paid' && subscriptionId !== null) await this.subscriptions.noteMoney(subscriptionId, note, now);
    return true;
  }

  /** A note sends back what it says, and not more. */
  private async checkNote({ invoice, amount }: FoundBill, noteId: string, step: RefundStep): Promise<void> {
    const note = await this.money.creditNote(invoice.invoice.id, noteId);
    if (!note) throw rejected('unknown_credit_note');
    if (amount.compare(leftOf(note, step)) > 0) throw rejected('amount_mismatch');
  }
}

/** That a refund was paid and that it failed may be told in either order; then it came back. */
function stepOf(status: RefundEventBody['status'], before: ReadonlySet<string>): RefundStep {
  if (status === 'success') return before.has('failed') ? 'undone' : 'paid';
  return before.has('success') ? 'returned' : 'failed';
}

function leftOf({ note, refund }: CreditNoteRecord, step: RefundStep) {
  if (step === 'returned') return refund.paid;
  return step === 'undone' ? refund.failed : note.refunded.subtract(refund.paid).subtract(refund.failed);
}
