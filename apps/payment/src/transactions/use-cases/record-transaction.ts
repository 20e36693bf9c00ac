import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { logger, metrics } from '@libs/observability';
import { toEnvelope } from '@libs/persistence';
import type { GatewayFee } from '../../gateways/gateway';
import { auditFacts } from '../../audit-facts';
import type { ChargedPayment, ClaimedAnswer, Verdict } from '../charged-payment';
import { FeesApi } from '../fees.api';
import { SettlementRepository } from '../persistence/settlement.repository';
import { resultEventId, resultMessage } from '../result-message';

const log = logger('transactions');

export interface RecordedOutcome {
  payment: ChargedPayment;
  verdict: Verdict;
  claimed?: ClaimedAnswer | undefined;
}

/**
 * The one way a payment gets its outcome, whoever learned of it: the request that charged, the gateway's event, or the
 * worker that asked. Payment, movement, request, message, stored answer and audit row commit in one statement.
 */
@Injectable()
export class RecordTransaction {
  constructor(
    private readonly settlements: SettlementRepository,
    private readonly fees: FeesApi,
    @Inject(BILLING_CLOCK) private readonly billingClock: BillingClock,
    @Inject(REAL_CLOCK) private readonly realClock: RealClock,
  ) {}

  /** Returns false when somebody else recorded an outcome before: nothing was changed then. */
  async settle(outcome: RecordedOutcome): Promise<boolean> {
    const { payment, verdict, claimed } = outcome;
    if (verdict.status === 'processing') throw new InvariantBroken(`payment ${payment.id} has no outcome to settle`);
    const isSettled = await this.settlements.settle({
      payment,
      verdict,
      claimed,
      at: this.billingClock.now(),
      audit: auditFacts(),
      message: verdict.tellsSubscription ? this.messageOf(payment) : undefined,
    });
    if (isSettled) metrics.paymentsAttempted.inc({ status: verdict.status });
    if (isSettled && verdict.fee) await this.recordFee(payment, verdict.fee);
    return isSettled;
  }

  /**
   * The outcome is not known yet: keeps what is known and when to ask next (real time, unix milliseconds). A flagged
   * payment is not asked about again. Returns false when an outcome was recorded meanwhile.
   */
  async hold(outcome: RecordedOutcome, nextCheckSeconds: number): Promise<boolean> {
    const { payment, verdict, claimed } = outcome;
    if (verdict.flag) log.error({ paymentId: payment.id, flag: verdict.flag }, 'payment needs reconciliation');
    return this.settlements.hold({
      payment,
      verdict,
      claimed,
      at: this.billingClock.now(),
      audit: auditFacts(),
      nextCheckAt: verdict.flag ? undefined : this.realClock.now().plusSeconds(nextCheckSeconds),
    });
  }

  /** Money arrived for a payment that was given up. Cannot be while keys are fenced first; if it is, a person must know. */
  async flagLateCapture(payment: ChargedPayment): Promise<void> {
    log.error({ paymentId: payment.id }, 'money was captured for a failed payment');
    await this.settlements.flag(payment.id, 'captured_after_failure', this.billingClock.now());
  }

  /** The payment is settled whatever becomes of this; the gateway's event, or reconciliation, tells the fee once more. */
  private async recordFee({ id: transactionId, accountId }: ChargedPayment, fee: GatewayFee): Promise<void> {
    try {
      await this.fees.record({ transactionId, accountId, fee });
    } catch (error) {
      log.warn({ paymentId: transactionId, cause: (error as Error).name }, 'a fee could not be recorded');
    }
  }

  private messageOf(payment: ChargedPayment): { id: string; created_at: string } {
    const message = resultMessage(payment, resultEventId(payment.id));
    return { ...(toEnvelope(message) as { id: string }), created_at: this.realClock.now().toString() };
  }
}
