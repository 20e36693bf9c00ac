import { Inject, Injectable } from '@nestjs/common';
import { PAYMENT_GATEWAY, type PaymentGateway } from '../../gateways/gateway';
import type { Payment } from '../../payments/payments.api';
import { ApplyCharge } from './apply-charge';

/** What is contested, or was given back, was captured before: if that is news, the gateway is asked for the charge. */
@Injectable()
export class CatchUpCharge {
  constructor(
    private readonly applyCharge: ApplyCharge,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
  ) {}

  /** Says in a word what came of `apply`; `not_captured` when the charge itself is not known to have been taken yet. */
  async before(payment: Payment, apply: () => Promise<string>): Promise<string> {
    const result = await apply();
    if (result !== 'not_captured') return result;
    const { id: paymentId, gatewayKey: idempotencyKey, startedAt } = payment;
    const found = await this.gateway.findCharge({ paymentId, idempotencyKey, startedAt });
    if (found.status === 'succeeded') await this.applyCharge.execute(payment, found);
    return apply();
  }
}
