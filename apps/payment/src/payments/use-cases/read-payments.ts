import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { RefundsApi, type Refund } from '../../refunds/refunds.api';
import type { Payment } from '../payment';
import { PaymentRepository, type PaymentFilter } from '../persistence/payment.repository';
import { LookAtPayment } from './look-at-payment';

/** A payment, and what went back of it, the oldest first. */
export interface ShownPayment {
  payment: Payment;
  refunds: readonly Refund[];
}

/** The read side of payments. An account, where one is named, is a border: beyond it there is nothing to be found. */
@Injectable()
export class ReadPayments {
  constructor(
    private readonly payments: PaymentRepository,
    private readonly refunds: RefundsApi,
    private readonly look: LookAtPayment,
  ) {}

  /** Whose outcome is not known yet is asked about at once. @throws AppError `not_found` */
  async one(id: string, accountId: string | undefined): Promise<ShownPayment> {
    const stored = await this.payments.find(id, accountId);
    const payment = stored && (await this.look.execute(stored)) ? await this.payments.find(id, accountId) : stored;
    if (!payment) throw new AppError('not_found');
    const refunds = await this.refunds.of([id]);
    return { payment, refunds: refunds.get(id) ?? [] };
  }

  /** Newest first; one more than `limit` when there is more. */
  async page(filter: PaymentFilter, limit: number, beforeId?: string): Promise<ShownPayment[]> {
    const found = await this.payments.page(filter, limit, beforeId);
    const refunds = await this.refunds.of(found.map(({ id }) => id));
    return found.map((payment) => ({ payment, refunds: refunds.get(payment.id) ?? [] }));
  }
}
