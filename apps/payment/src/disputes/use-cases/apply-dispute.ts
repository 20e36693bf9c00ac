import { Inject, Injectable } from '@nestjs/common';
import { DISPUTE_TRANSITIONS } from '@libs/billing/payment';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import type { DisputeStage } from '@libs/dto';
import { logger } from '@libs/observability';
import { Database, newId, Outbox } from '@libs/persistence';
import { RecordReturn, type CapturedPayment } from '../../transactions/transactions.api';
import type { Dispute, ToldDispute } from '../dispute';
import { DisputeRepository } from '../persistence/dispute.repository';

const log = logger('disputes');

/**
 * Applies what the gateway tells of a dispute. It tells twice and in any order: an end that is heard of first opens the
 * dispute and closes it, and the beginning that comes after it changes nothing (promises 33, 36).
 */
@Injectable()
export class ApplyDispute {
  constructor(
    private readonly database: Database,
    private readonly disputes: DisputeRepository,
    private readonly returns: RecordReturn,
    private readonly outbox: Outbox,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * Payment, dispute, movement, messages and audit rows commit together. Says in a word what came of it; `not_captured`:
   * nothing is known here of money that could be contested.
   */
  async execute(paymentId: string, told: ToldDispute): Promise<string> {
    return this.database.transaction(async () => {
      const payment = await this.returns.lock(paymentId);
      if (!payment || ['pending', 'processing', 'failed'].includes(payment.status)) return 'not_captured';
      const known = await this.disputes.byReference(told.disputeReference);
      if (known && known.paymentId !== paymentId) return 'another_payment';
      if (!known && payment.currency !== told.currency) return 'other_currency';
      const dispute = known ?? (await this.open(payment, told));
      const isClosed = told.ending !== undefined && (await this.close(dispute, told.ending));
      if (isClosed) return told.ending ?? 'closed';
      return known ? 'settled_before' : 'opened';
    });
  }

  private async open(payment: CapturedPayment, told: ToldDispute): Promise<Dispute> {
    const { id: paymentId, accountId, invoiceId, subscriptionId, currency } = payment;
    const { disputeReference: gatewayReference, amountMinor, reason } = told;
    const facts = { id: newId(), paymentId, accountId, invoiceId, subscriptionId, gatewayReference };
    const dispute = { ...facts, amountMinor, currency, reason, status: 'open' as const };
    const openedAt = this.clock.now();
    await this.disputes.insert(dispute, openedAt);
    const movement = { id: dispute.id, kind: 'dispute', status: 'success', gatewayReference } as const;
    await this.returns.record({ payment, event: 'disputed', amountMinor, movement });
    await this.tell(dispute, 'opened');
    log.warn({ disputeId: dispute.id, paymentId, reason }, 'a payment is disputed');
    return { ...dispute, openedAt: openedAt.toDate(), closedAt: null };
  }

  /** False when it was closed before; the first ending stands. */
  private async close(dispute: Dispute, ending: 'won' | 'lost'): Promise<boolean> {
    if (dispute.status !== 'open') {
      if (dispute.status !== ending) log.error({ disputeId: dispute.id }, 'a dispute was told to end in two ways');
      return false;
    }
    const payment = await this.returns.lock(dispute.paymentId);
    if (!payment) return false;
    const status = DISPUTE_TRANSITIONS.open[ending];
    await this.disputes.close(dispute.id, status, this.clock.now());
    const { amountMinor, gatewayReference } = dispute;
    // The money of a lost dispute went when it opened; that of one that was won comes now.
    const movement = { id: newId(), kind: 'dispute_reversal', status: 'success', gatewayReference } as const;
    const moved = ending === 'won' ? { movement } : {};
    await this.returns.record({ payment, event: `dispute_${ending}`, amountMinor, ...moved });
    await this.tell(dispute, ending);
    return true;
  }

  private async tell(dispute: Pick<Dispute, 'id' | 'paymentId'>, status: DisputeStage): Promise<void> {
    const message = {
      queue: 'q:pay:subscription_update',
      action: 'dispute_result',
      correlationId: dispute.paymentId,
      idempotencyKey: `dispute-${dispute.id}-${status}`,
      payload: { dispute_id: dispute.id, status, event_id: newId() },
    };
    await this.outbox.add([message]);
  }
}
