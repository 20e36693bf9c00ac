import { Injectable } from '@nestjs/common';
import type { PaymentResultBody } from '@libs/dto';
import { AppError, InvariantBroken } from '@libs/errors';
import { newId } from '@libs/persistence';
import { resultEventId } from '../../transactions/transactions.api';
import { OutOfTime, within } from '../../within';
import type { ChargeOrder } from '../charge-order';
import { ANSWER_WITHIN_MS } from '../payment-policy';
import { resultOf } from '../payment-result';
import { PaymentRepository } from '../persistence/payment.repository';
import { ChargeInvoice } from './charge-invoice';

/** A charge for the subscription service while a customer waits there. */
@Injectable()
export class ChargeOnRequest {
  constructor(
    private readonly chargeInvoice: ChargeInvoice,
    private readonly payments: PaymentRepository,
  ) {}

  /**
   * What the webhook will say of the payment, under the same event id: whoever applies it first wins.
   * @throws AppError `payment_method_required`, `nothing_to_pay`, `payment_in_progress`, `gateway_unavailable`
   */
  async execute(order: ChargeOrder): Promise<PaymentResultBody> {
    const payment = await this.payments.find(await this.charged(order));
    if (!payment) throw new InvariantBroken(`the payment of invoice ${order.request.invoiceId} is gone`);
    const result = resultOf(payment, resultEventId(payment.id));
    // That it is not known yet is no outcome: the event of the outcome must not look like a repetition of this.
    return result.status === 'processing' ? { ...result, event_id: newId() } : result;
  }

  private async charged(order: ChargeOrder): Promise<string> {
    const result = await this.bounded(order);
    switch (result.kind) {
      case 'made':
        return result.paymentId;
      case 'no_method':
        throw new AppError('payment_method_required');
      case 'nothing_to_pay':
        throw new AppError('nothing_to_pay', { status: result.status });
      case 'in_progress':
        throw new AppError('payment_in_progress');
      case 'unavailable':
        throw new AppError('gateway_unavailable');
    }
  }

  /** A database that hangs hides what became of it; the same attempt may be asked about again. */
  private async bounded(order: ChargeOrder) {
    try {
      return await within(ANSWER_WITHIN_MS, this.chargeInvoice.execute(order));
    } catch (error) {
      if (error instanceof OutOfTime) throw new AppError('dependency_unavailable', { dependency: 'database' });
      throw error;
    }
  }
}
