import { Injectable } from '@nestjs/common';
import type { RefundEventBody } from '@libs/dto';
import type { RefundStep } from '../../invoicing/invoice-money.api';
import { PaymentMailsApi } from '../../invoice-documents/payment-mails.api';
import { PaymentEventRepository } from '../persistence/payment-event.repository';
import { FindBill, rejected } from './find-bill';
import { SettleRefund } from './settle-refund';

/** Money went back to a customer, or could not. */
@Injectable()
export class ApplyRefund {
  constructor(
    private readonly events: PaymentEventRepository,
    private readonly bills: FindBill,
    private readonly settle: SettleRefund,
    private readonly mails: PaymentMailsApi,
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
    await this.settle.run(found, { reference, creditNoteId, step });
    const isCredit = creditNoteId !== null && (step === 'failed' || step === 'returned');
    const { amount, currency } = body;
    if (step === 'paid' || isCredit) {
      await this.mails.refunded({ invoiceId, amount: String(amount), currency, isCredit });
    }
    return true;
  }
}

/** That a refund was paid and that it failed may be told in either order; then it came back. */
function stepOf(status: RefundEventBody['status'], before: ReadonlySet<string>): RefundStep {
  if (status === 'success') return before.has('failed') ? 'undone' : 'paid';
  return before.has('success') ? 'returned' : 'failed';
}
