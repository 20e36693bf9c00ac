import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { logger, metrics } from '@libs/observability';
import { Database, newId, Outbox } from '@libs/persistence';
import type { TakenCharge } from '../../gateways/gateway';
import { auditFacts } from '../../audit-facts';
import { OddCaptureRepository, type UnsettledPayment } from '../persistence/odd-capture.repository';
import { resultEventId, resultMessage } from '../result-message';

const log = logger('transactions');

type Taken = Pick<TakenCharge, 'gatewayReference' | 'amountMinor' | 'currency'>;
export type OddCaptureResult = 'captured' | 'settled_before' | 'other_currency' | 'other_amount';

/**
 * Money that the gateway took otherwise than was thought: for a payment that was given up, or another amount than was
 * due. It is recorded as what it is and told: the subscription service pays the invoice with it, or keeps it as credit.
 */
@Injectable()
export class RecordOddCapture {
  constructor(
    private readonly database: Database,
    private readonly captures: OddCaptureRepository,
    private readonly outbox: Outbox,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** For a payment that was called failed, when exactly what was due was taken. */
  async late(paymentId: string, taken: Taken): Promise<OddCaptureResult> {
    return this.record(paymentId, taken, (payment) => {
      if (payment.status !== 'failed') return 'settled_before';
      return payment.amountMinor === taken.amountMinor ? 'captured' : 'other_amount';
    });
  }

  /** For a payment that waits, flagged, because another amount than was due was taken: from now on that is its amount. */
  async ofOtherAmount(paymentId: string, taken: Taken): Promise<OddCaptureResult> {
    return this.record(paymentId, taken, ({ status, flag }) => {
      const isWaiting = (status === 'processing' || status === 'failed') && flag !== null;
      return isWaiting ? 'captured' : 'settled_before';
    });
  }

  private async record(paymentId: string, taken: Taken, judge: (payment: UnsettledPayment) => OddCaptureResult) {
    const result = await this.database.transaction(async () => {
      const payment = await this.captures.lock(paymentId);
      if (!payment) return 'settled_before';
      const judged = judge(payment);
      if (judged !== 'captured') return judged;
      if (payment.currency !== taken.currency) return 'other_currency';
      await this.capture(payment, taken);
      return judged;
    });
    if (result === 'captured') {
      metrics.paymentsAttempted.inc({ status: 'success' });
      log.warn({ paymentId, amountMinor: taken.amountMinor.toString() }, 'recorded a capture that came otherwise');
    }
    return result;
  }

  private async capture(payment: UnsettledPayment, taken: Taken): Promise<void> {
    const isFirstOutcome = payment.status === 'processing';
    await this.captures.capture({
      payment,
      capturedMinor: taken.amountMinor,
      gatewayReference: taken.gatewayReference,
      movementId: isFirstOutcome ? payment.id : newId(),
      at: this.clock.now(),
      audit: auditFacts(),
    });
    // The payment's own id names the event of its first outcome, which was told as failed if there was one.
    const eventId = isFirstOutcome ? resultEventId(payment.id) : newId();
    await this.outbox.add([resultMessage(payment, eventId)]);
  }
}
