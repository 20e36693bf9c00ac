import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import { runInContext } from '@libs/observability';
import { newId } from '@libs/persistence';
import { auditFacts } from '../../audit-facts';
import { Batcher } from '../../batcher';
import {
  RecordMany,
  type ChargedPayment,
  type PreparedOutcome,
  type Verdict,
} from '../../transactions/transactions.api';
import type { ChargeOrder, TakenOrder } from '../charge-order';
import { GatewayLimits } from '../../gateway-limits';
import {
  ChargeIntentRepository,
  type ChargeIntent,
  type IntentTimes,
  type SubmittedAgain,
} from '../persistence/charge-intent.repository';

/** As many as one statement writes well; more of them would only wait longer for each other. */
const SIZE_MAX = 200;
/** One writes while the other gathers; each holds a connection. */
const LANES = 2;

/** The two recovery points of automatic charges, written for all that are at the same point together. */
@Injectable()
export class ChargeBatches {
  private readonly intents: Batcher<ChargeIntent & { gateway: string }, TakenOrder>;
  private readonly outcomes: Batcher<PreparedOutcome, boolean>;

  constructor(
    private readonly stored: ChargeIntentRepository,
    private readonly transactions: RecordMany,
    private readonly limits: GatewayLimits,
    @Inject(BILLING_CLOCK) private readonly billingClock: BillingClock,
    @Inject(REAL_CLOCK) private readonly realClock: RealClock,
  ) {
    const shared = { sizeMax: SIZE_MAX, lanes: LANES };
    this.intents = new Batcher({
      ...shared,
      keyOf: ({ request }) => request.invoiceId,
      run: (batch) => inBatch(() => this.stored.takeAll(batch, this.times(batch[0]?.gateway ?? ''))),
    });
    this.outcomes = new Batcher({
      ...shared,
      keyOf: ({ payment }) => payment.id,
      run: (batch) => inBatch(() => this.transactions.settle(batch)),
    });
  }

  /** First: the payment and its key for the gateway are on disk (promise 7), if exactly this invoice is due. */
  async take(order: ChargeOrder, gateway: string): Promise<TakenOrder> {
    return this.intents.add({ ...order, gateway, paymentId: newId(), audit: auditFacts() });
  }

  /** Second: what the gateway said. False when somebody recorded an outcome before. */
  async settle(payment: ChargedPayment, verdict: Verdict): Promise<boolean> {
    return this.outcomes.add(this.transactions.prepare(payment, verdict));
  }

  async turnAway(paymentId: string): Promise<void> {
    await this.stored.turnAway(paymentId, this.billingClock.now(), auditFacts());
  }

  /** For a payment that was turned away. */
  async submitAgain(paymentId: string, gateway: string): Promise<SubmittedAgain> {
    return this.stored.submitAgain(paymentId, this.times(gateway), auditFacts());
  }

  private times(gateway: string): IntentTimes {
    const startedAt = this.realClock.now();
    const nextCheckAt = startedAt.plusMilliseconds(this.limits.abandonedAfterMs);
    return { gateway, at: this.billingClock.now(), startedAt, nextCheckAt };
  }
}

/** A batch belongs to no request; each of its rows names its own. */
function inBatch<T>(work: () => Promise<T>): Promise<T> {
  return runInContext({ requestId: `batch-${randomUUID()}`, actor: 'system:payments' }, work);
}
