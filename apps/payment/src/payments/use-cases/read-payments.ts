import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import type { Payment } from '../payment';
import { PaymentRepository, type PaymentFilter } from '../persistence/payment.repository';

/** The read side of payments. An account, where one is named, is a border: beyond it there is nothing to be found. */
@Injectable()
export class ReadPayments {
  constructor(private readonly payments: PaymentRepository) {}

  /** @throws AppError `not_found` */
  async one(id: string, accountId: string | undefined): Promise<Payment> {
    const payment = await this.payments.find(id, accountId);
    if (!payment) throw new AppError('not_found');
    return payment;
  }

  /** Newest first; one more than `limit` when there is more. */
  async page(filter: PaymentFilter, limit: number, beforeId?: string): Promise<Payment[]> {
    return this.payments.page(filter, limit, beforeId);
  }
}
