import { Injectable } from '@nestjs/common';
import { logger } from '@libs/observability';
import type { GatewayEvent } from '../../gateways/gateway';
import { PaymentsApi, type Payment } from '../../payments/payments.api';
import { ApplyCharge } from './apply-charge';
import { ApplyDisputeEvent } from './apply-dispute-event';
import { ApplyRefundEvent } from './apply-refund-event';

const log = logger('gateway-webhooks');
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

type Told<Kind extends GatewayEvent['kind']> = Extract<GatewayEvent, { kind: Kind }>;

/** The event is about something that is not written down here yet, or waits for a refund to fail: worth another look, for a while. */
export const NOT_YET = ['not_captured', 'unknown_charge', 'exceeds_payment'];
/** Fits nothing of ours, or not as it says. */
const MISFITS = [
  'unknown_payment',
  'another_payment',
  'unknown_charge',
  'another_charge',
  'unknown_refund',
  'exceeds_payment',
  'other_currency',
];

/** Applies one event to what it is about. Events come twice and in any order, and end alike (promise 33). */
@Injectable()
export class ApplyGatewayEvent {
  constructor(
    private readonly payments: PaymentsApi,
    private readonly applyCharge: ApplyCharge,
    private readonly applyRefund: ApplyRefundEvent,
    private readonly applyDispute: ApplyDisputeEvent,
  ) {}

  /** Says in a word what came of it, for the event's record. */
  async execute(event: GatewayEvent): Promise<string> {
    const result = await this.apply(event);
    const isMisfit = MISFITS.includes(result);
    if (isMisfit)
      log.warn({ eventId: event.id, result }, 'a gateway event does not fit our records; nothing was changed');
    return result;
  }

  private async apply(event: GatewayEvent): Promise<string> {
    switch (event.kind) {
      case 'charge_settled':
        return this.charge(event);
      case 'refund_settled':
        return this.applyRefund.execute(event);
      case 'dispute_opened':
      case 'dispute_closed':
        return this.dispute(event);
      case 'other':
        return 'not_for_us';
    }
  }

  private async charge({ paymentId, gatewayReference, outcome }: Told<'charge_settled'>): Promise<string> {
    const payment = await this.named(paymentId);
    if (!payment) return 'unknown_payment';
    return isOf(payment, gatewayReference) ? this.applyCharge.execute(payment, outcome) : 'another_charge';
  }

  /** A dispute names the charge, and not always the payment: its charge may not be written down yet. */
  private async dispute(event: Told<'dispute_opened'> | Told<'dispute_closed'>): Promise<string> {
    const { paymentId, gatewayReference } = event;
    const payment = (await this.named(paymentId)) ?? (await this.payments.byReference(gatewayReference));
    if (!payment) return 'unknown_charge';
    return isOf(payment, gatewayReference) ? this.applyDispute.execute(payment, event) : 'another_charge';
  }

  private async named(paymentId: string | undefined): Promise<Payment | undefined> {
    return paymentId !== undefined && UUID.test(paymentId) ? this.payments.find(paymentId) : undefined;
  }
}

function isOf(payment: Payment, gatewayReference: string): boolean {
  return payment.gatewayReference === null || payment.gatewayReference === gatewayReference;
}
