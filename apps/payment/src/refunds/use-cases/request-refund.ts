import { Injectable } from '@nestjs/common';
import { refundableMinor } from '@libs/billing/payment';
import { readAmount } from '@libs/dto';
import { AppError } from '@libs/errors';
import { Money } from '@libs/money';
import { newId } from '@libs/persistence';
import { RefundRepository } from '../persistence/refund.repository';
import { ReservationRepository, type RefundablePayment } from '../persistence/reservation.repository';
import type { Refund } from '../refund';
import { OrderRefund } from './order-refund';

export interface RefundRequest {
  paymentId: string;
  /** In the payment's currency; undefined: all that is left of it. */
  amount: number | string | undefined;
  reason: string;
}

const CAPTURED = ['success', 'partially_refunded', 'refunded'];
/** Another refund may come in between reading what is left and setting it aside. */
const TRIES = 3;

/** Staff give money back. When this returns it is set aside and on its way; the gateway's word comes later. */
@Injectable()
export class RequestRefund {
  constructor(
    private readonly reservations: ReservationRepository,
    private readonly refunds: RefundRepository,
    private readonly orderRefund: OrderRefund,
  ) {}

  /** @throws AppError `not_found`, `payment_disputed`, `payment_not_refundable`, `refund_exceeds_payment`, `validation_failed` */
  async execute({ paymentId, amount, reason }: RefundRequest): Promise<Refund> {
    const id = newId();
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const payment = await this.reservations.payment(paymentId);
      if (!payment) throw new AppError('not_found');
      const amountMinor = amountOf(payment, amount);
      const order = { id, paymentId, amountMinor, reason, creditNoteId: null, origin: null };
      if (!(await this.orderRefund.execute(order))) continue;
      const refund = await this.refunds.find(id);
      if (refund) return refund;
    }
    throw new AppError('payment_in_progress');
  }
}

function amountOf(payment: RefundablePayment, amount: RefundRequest['amount']): bigint {
  const asked = amount === undefined ? undefined : readAmount(amount, payment.currency);
  if (asked?.minor === 0n) {
    const message = 'Send an amount above zero, or none for all that is left.';
    throw new AppError('validation_failed', {}, [{ field: 'amount', code: 'not_positive', message }]);
  }
  if (payment.status === 'disputed') throw new AppError('payment_disputed');
  if (!CAPTURED.includes(payment.status)) throw new AppError('payment_not_refundable', { status: payment.status });
  const leftMinor = refundableMinor(payment);
  const amountMinor = asked?.minor ?? leftMinor;
  if (amountMinor > 0n && amountMinor <= leftMinor) return amountMinor;
  const left = Money.ofMinor(leftMinor, payment.currency);
  throw new AppError('refund_exceeds_payment', { amount: left.toDecimalText(), currency: left.currency });
}
