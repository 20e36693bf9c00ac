import { Injectable } from '@nestjs/common';
import type { GatewayEvent } from '../../gateways/gateway';
import { PaymentsApi } from '../../payments/payments.api';
import { RefundsApi } from '../../refunds/refunds.api';
import { CatchUpCharge } from './catch-up-charge';

/** A refund of ours takes its outcome; one that somebody made at the gateway itself is found by the charge that it is of. */
@Injectable()
export class ApplyRefundEvent {
  constructor(
    private readonly refunds: RefundsApi,
    private readonly payments: PaymentsApi,
    private readonly catchUp: CatchUpCharge,
  ) {}

  /** Says in a word what came of it. */
  async execute(event: Extract<GatewayEvent, { kind: 'refund_settled' }>): Promise<string> {
    const result = await this.refunds.apply(event);
    if (result !== 'unknown_refund' || event.gatewayReference === undefined) return result;
    const payment = await this.payments.byReference(event.gatewayReference);
    if (!payment) return 'unknown_charge';
    return this.catchUp.before(payment, () => this.refunds.takeOver(payment.id, event));
  }
}
