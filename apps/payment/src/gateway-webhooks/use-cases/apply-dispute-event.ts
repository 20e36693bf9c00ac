import { Inject, Injectable } from '@nestjs/common';
import { DisputesApi } from '../../disputes/disputes.api';
import { PAYMENT_GATEWAY, type GatewayEvent, type PaymentGateway } from '../../gateways/gateway';
import type { Payment } from '../../payments/payments.api';
import { ApplyCharge } from './apply-charge';

export type DisputeGatewayEvent = Extract<GatewayEvent, { kind: 'dispute_opened' | 'dispute_closed' }>;

/** What is disputed was captured: if that is news, the gateway is asked for the charge before the dispute is applied. */
@Injectable()
export class ApplyDisputeEvent {
  constructor(
    private readonly disputes: DisputesApi,
    private readonly applyCharge: ApplyCharge,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
  ) {}

  /** Says in a word what came of it; `not_captured` when the charge itself is not known to have been taken yet. */
  async execute(payment: Payment, event: DisputeGatewayEvent): Promise<string> {
    const { disputeReference, amountMinor, currency, reason } = event;
    const ending = event.kind === 'dispute_closed' ? event.outcome : undefined;
    const told = { disputeReference, amountMinor, currency, reason, ending };
    const result = await this.disputes.apply(payment.id, told);
    if (result !== 'not_captured') return result;
    await this.catchUp(payment);
    return this.disputes.apply(payment.id, told);
  }

  private async catchUp(payment: Payment): Promise<void> {
    const { id: paymentId, gatewayKey: idempotencyKey, startedAt } = payment;
    const found = await this.gateway.findCharge({ paymentId, idempotencyKey, startedAt });
    if (found.status === 'succeeded') await this.applyCharge.execute(payment, found);
  }
}
