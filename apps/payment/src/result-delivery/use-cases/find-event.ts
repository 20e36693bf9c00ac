import { Injectable } from '@nestjs/common';
import type { PaymentEventBody } from '@libs/dto';
import { DisputesApi } from '../../disputes/disputes.api';
import { PaymentMethodsApi } from '../../payment-methods/payment-methods.api';
import { PaymentsApi } from '../../payments/payments.api';
import { RefundsApi } from '../../refunds/refunds.api';
import { FeesApi } from '../../transactions/fees.api';
import type { EventMessage } from '../read-event-message';

/** Messages hold ids; what they tell is read here, from the room that owns it, when they are delivered. */
@Injectable()
export class FindEvent {
  constructor(
    private readonly payments: PaymentsApi,
    private readonly refunds: RefundsApi,
    private readonly disputes: DisputesApi,
    private readonly methods: PaymentMethodsApi,
    private readonly fees: FeesApi,
  ) {}

  /** Undefined when there is no such thing. */
  async execute(message: EventMessage): Promise<PaymentEventBody | undefined> {
    switch (message.action) {
      case 'payment_result':
        return this.payments.eventOf(message.payload);
      case 'refund_result':
        return this.refunds.eventOf(message.payload);
      case 'dispute_result':
        return this.disputes.eventOf(message.payload);
      case 'payment_method_changed':
        return this.methods.eventOf(message.payload);
      case 'fee_charged':
        return this.fees.eventOf(message.payload);
    }
  }
}
