import { Injectable } from '@nestjs/common';
import { logger } from '@libs/observability';
import type { ChargeOutcome, GatewayEvent } from '../../gateways/gateway';
import { PaymentsApi, type Payment } from '../../payments/payments.api';
import { judgeOutcome, RecordTransaction } from '../../transactions/transactions.api';

const log = logger('gateway-webhooks');
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The gateway said so itself; asking it soon finds out whether that is all. */
const ASK_AGAIN_SECONDS = 5;

/**
 * Applies one event to the payment it is about. Events come twice and in any order: only a payment that is still
 * `processing` takes an outcome, so the end is the same whichever comes first (promise 33).
 */
@Injectable()
export class ApplyGatewayEvent {
  constructor(
    private readonly payments: PaymentsApi,
    private readonly transactions: RecordTransaction,
  ) {}

  /** Says in a word what came of it, for the event's record. */
  async execute(event: GatewayEvent): Promise<string> {
    if (event.kind !== 'charge_settled') return 'not_for_us';
    const { paymentId, gatewayReference, outcome } = event;
    const payment = paymentId !== undefined && UUID.test(paymentId) ? await this.payments.find(paymentId) : undefined;
    if (!payment) return this.ignored(event.id, 'unknown_payment');
    const isOther = payment.gatewayReference !== null && payment.gatewayReference !== gatewayReference;
    if (isOther) return this.ignored(event.id, 'another_charge');
    return this.apply(payment, outcome);
  }

  private async apply(payment: Payment, outcome: ChargeOutcome): Promise<string> {
    const verdict = judgeOutcome(payment, outcome);
    if (verdict.status === 'processing') {
      const isHeld = await this.transactions.hold({ payment, verdict }, ASK_AGAIN_SECONDS);
      return isHeld ? (verdict.flag ?? 'noted') : 'settled_before';
    }
    if (await this.transactions.settle({ payment, verdict })) return verdict.status;
    if (payment.status === 'failed' && verdict.status === 'success') await this.transactions.flagLateCapture(payment);
    return 'settled_before';
  }

  private ignored(eventId: string, reason: string): string {
    log.warn({ eventId, reason }, 'a gateway event does not fit our records; nothing was changed');
    return reason;
  }
}
