import { Injectable } from '@nestjs/common';
import { DisputesApi } from '../../disputes/disputes.api';
import type { GatewayEvent } from '../../gateways/gateway';
import type { Payment } from '../../payments/payments.api';
import { CatchUpCharge } from './catch-up-charge';

export type DisputeGatewayEvent = Extract<GatewayEvent, { kind: 'dispute_opened' | 'dispute_closed' }>;

/** A dispute of a charge of ours: its beginning, its end, or both at once. */
@Injectable()
export class ApplyDisputeEvent {
  constructor(
    private readonly disputes: DisputesApi,
    private readonly catchUp: CatchUpCharge,
  ) {}

  /** Says in a word what came of it; `not_captured` when the charge itself is not known to have been taken yet. */
  async execute(payment: Payment, event: DisputeGatewayEvent): Promise<string> {
    const { disputeReference, amountMinor, currency, reason } = event;
    const ending = event.kind === 'dispute_closed' ? event.outcome : undefined;
    const told = { disputeReference, amountMinor, currency, reason, ending };
    return this.catchUp.before(payment, () => this.disputes.apply(payment.id, told));
  }
}
