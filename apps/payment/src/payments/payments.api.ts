import { Injectable } from '@nestjs/common';
import type { PaymentResultBody } from '@libs/dto';
import type { Payment } from './payment';
import { resultOf } from './payment-result';
import { PaymentRepository } from './persistence/payment.repository';

export type { Payment } from './payment';

/** What other rooms may ask about payments. */
@Injectable()
export class PaymentsApi {
  constructor(private readonly payments: PaymentRepository) {}

  async find(paymentId: string): Promise<Payment | undefined> {
    return this.payments.find(paymentId);
  }

  /** By what the gateway calls its charge. */
  async byReference(gatewayReference: string): Promise<Payment | undefined> {
    return this.payments.findByReference(gatewayReference);
  }

  /** What a `payment_result` message is about, in the words of the webhook. */
  async eventOf(message: { payment_id: string; event_id: string }): Promise<PaymentResultBody | undefined> {
    const payment = await this.payments.find(message.payment_id);
    return payment && resultOf(payment, message.event_id);
  }
}
