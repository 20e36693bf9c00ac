import { Injectable } from '@nestjs/common';
import type { Payment } from './payment';
import { PaymentRepository } from './persistence/payment.repository';

export type { Payment } from './payment';

/** What other rooms may ask about payments. */
@Injectable()
export class PaymentsApi {
  constructor(private readonly payments: PaymentRepository) {}

  async find(paymentId: string): Promise<Payment | undefined> {
    return this.payments.find(paymentId);
  }
}
