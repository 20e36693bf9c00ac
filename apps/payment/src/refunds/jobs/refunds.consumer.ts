import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { done, QueueConsumer, retry, type JobOutcome, type MessageEnvelope } from '@libs/queue';
import { isUuid } from '../../uuid';
import { readCreditNoteRefund } from '../read-credit-note-refund';
import { RefundCreditNote } from '../use-cases/refund-credit-note';
import { SendRefund } from '../use-cases/send-refund';

/** Refunds to be made: one that is written down, or what a credit note of the other service says. Both safe to deliver twice. */
@Controller()
export class RefundsConsumer {
  constructor(
    private readonly sendRefund: SendRefund,
    private readonly refundCreditNote: RefundCreditNote,
  ) {}

  @QueueConsumer('q:pay:refund_initiation')
  async consume(@Payload() { action, payload }: MessageEnvelope): Promise<JobOutcome> {
    switch (action) {
      case 'refund':
        return this.refund(payload['refund_id']);
      case 'credit_note_refund':
        return this.creditNote(payload);
      default:
        return retry(`there is no action ${action}`);
    }
  }

  private async refund(refundId: unknown): Promise<JobOutcome> {
    if (!isUuid(refundId)) return retry('the payload names no refund');
    await this.sendRefund.execute(refundId);
    return done();
  }

  private async creditNote(payload: Record<string, unknown>): Promise<JobOutcome> {
    const order = readCreditNoteRefund(payload);
    if (!order) return retry('the payload is not what a credit note gives back');
    await this.refundCreditNote.execute(order);
    return done();
  }
}
