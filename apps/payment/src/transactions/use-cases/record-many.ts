import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { logger, metrics } from '@libs/observability';
import { toEnvelope } from '@libs/persistence';
import { auditFacts } from '../../audit-facts';
import type { ChargedPayment, Verdict } from '../charged-payment';
import { FeesApi } from '../fees.api';
import { SettleManyRepository } from '../persistence/settle-many.repository';
import type { Settlement } from '../persistence/settlement.repository';
import { resultEventId, resultMessage } from '../result-message';

const log = logger('transactions');

/** An outcome as it will be written: who learned of it, and the message that tells, in the context of that work. */
export type PreparedOutcome = Omit<Settlement, 'claimed' | 'at'>;

/** `RecordTransaction` for charges that come by the thousand: what is known together is written in one statement. */
@Injectable()
export class RecordMany {
  constructor(
    private readonly settlements: SettleManyRepository,
    private readonly fees: FeesApi,
    @Inject(BILLING_CLOCK) private readonly billingClock: BillingClock,
    @Inject(REAL_CLOCK) private readonly realClock: RealClock,
  ) {}

  prepare(payment: ChargedPayment, verdict: Verdict): PreparedOutcome {
    if (verdict.status === 'processing') throw new InvariantBroken(`payment ${payment.id} has no outcome to settle`);
    const audit = auditFacts();
    if (!verdict.tellsSubscription) return { payment, verdict, audit, message: undefined };
    const envelope = toEnvelope(resultMessage(payment, resultEventId(payment.id))) as { id: string };
    const message = { ...envelope, created_at: this.realClock.now().toString() };
    return { payment, verdict, audit, message };
  }

  /** For each, in order, whether it was the first outcome of its payment; the others changed nothing. */
  async settle(outcomes: readonly PreparedOutcome[]): Promise<boolean[]> {
    const settled = await this.settlements.settle(outcomes, this.billingClock.now());
    for (const { payment, verdict } of outcomes) {
      if (!settled.has(payment.id)) continue;
      metrics.paymentsAttempted.inc({ status: verdict.status });
      if (verdict.fee) await this.recordFee(payment, verdict);
    }
    return outcomes.map(({ payment }) => settled.has(payment.id));
  }

  /** The payment is settled whatever becomes of this; reconciliation tells the fee once more. */
  private async recordFee({ id: transactionId, accountId }: ChargedPayment, { fee }: Verdict): Promise<void> {
    if (!fee) return;
    try {
      await this.fees.record({ transactionId, accountId, fee });
    } catch (error) {
      log.warn({ paymentId: transactionId, cause: (error as Error).name }, 'a fee could not be recorded');
    }
  }
}
