import { Injectable } from '@nestjs/common';
import { refundableMinor, spreadRefund } from '@libs/billing/payment';
import { InvariantBroken } from '@libs/errors';
import { logger } from '@libs/observability';
import { Database, newId } from '@libs/persistence';
import { RecordReturn } from '../../transactions/transactions.api';
import { ReservationRepository } from '../persistence/reservation.repository';
import type { CreditNoteRefund } from '../refund';
import { OrderRefund } from './order-refund';
import { WriteUnmadeRefund } from './write-unmade-refund';

const log = logger('refunds');

/**
 * Gives back what a credit note says, out of the payments of its invoice, the newest first: once per credit note, however
 * often it is asked for. What no payment holds fails at once and is told, so that it can be given as credit.
 */
@Injectable()
export class RefundCreditNote {
  constructor(
    private readonly database: Database,
    private readonly reservations: ReservationRepository,
    private readonly orderRefund: OrderRefund,
    private readonly returns: RecordReturn,
    private readonly unmade: WriteUnmadeRefund,
  ) {}

  async execute(order: CreditNoteRefund): Promise<void> {
    const { creditNoteId } = order;
    await this.database.transaction(async () => {
      // The lock first: a second delivery waits here, and then sees what the first one wrote.
      const payments = await this.returns.lockOfInvoice(order.invoiceId, order.accountId);
      if (await this.reservations.isCreditNoteKnown(creditNoteId)) return;
      const refundable = payments
        .filter(({ status, currency }) => status !== 'disputed' && currency === order.currency)
        .map((payment) => ({ id: payment.id, refundableMinor: refundableMinor(payment) }));
      const { parts, restMinor } = spreadRefund(order.amountMinor, refundable);
      // Also where there is no payment to lock, the first origin is the same: its unique index lets one delivery through.
      const originOf = (index: number) => `credit-note-${creditNoteId}${index === 0 ? '' : `-${index + 1}`}`;
      for (const [index, { paymentId, amountMinor }] of parts.entries()) {
        const origin = originOf(index);
        const part = { id: newId(), paymentId, amountMinor, reason: order.reason, creditNoteId, origin };
        if (!(await this.orderRefund.execute(part))) throw new InvariantBroken(`payment ${paymentId} has less left`);
      }
      if (restMinor > 0n) await this.unmade.execute({ ...order, amountMinor: restMinor }, originOf(parts.length));
      log.info({ creditNoteId, parts: parts.length, restMinor: restMinor.toString() }, 'a credit note is refunded');
    });
  }
}
