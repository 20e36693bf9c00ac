import { Inject, Injectable } from '@nestjs/common';
import { REFUND_TRANSITIONS, type RefundStatus, type RefundTrigger } from '@libs/billing/payment';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { logger } from '@libs/observability';
import { Database, newId, Outbox } from '@libs/persistence';
import { RecordReturn } from '../../transactions/transactions.api';
import { RefundRepository } from '../persistence/refund.repository';
import type { Refund, RefundAnswer } from '../refund';
import { refundMessage } from '../refund-message';

const log = logger('refunds');

/**
 * Last recovery point, whoever learned of the outcome: the call, the gateway's event, or the worker that asked. Refund,
 * payment, movement, message and audit row commit together, or somebody else was first and nothing changes.
 */
@Injectable()
export class RecordRefund {
  constructor(
    private readonly database: Database,
    private readonly refunds: RefundRepository,
    private readonly returns: RecordReturn,
    private readonly outbox: Outbox,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** False when it was recorded before. A refund that failed stays so, in whatever order its outcomes are heard of. */
  async execute(refundId: string, answer: RefundAnswer): Promise<boolean> {
    const known = await this.refunds.find(refundId);
    if (!known?.paymentId) return false;
    const { paymentId } = known;
    const isRecorded = await this.database.transaction(async () => {
      const payment = await this.returns.lock(paymentId);
      const refund = await this.refunds.lock(refundId);
      if (!payment || !refund) throw new InvariantBroken(`refund ${refundId} lost its payment`);
      const trigger = triggerOf(refund, answer);
      const status = trigger && statusAfter(refund.status, trigger);
      if (!trigger || !status) return this.isKnown(refund, answer);
      const reference = answer.refundReference ?? refund.gatewayReference;
      await this.refunds.finish(
        {
          id: refundId,
          status,
          gatewayReference: answer.refundReference,
          failureCode: answer.status === 'failed' ? answer.code : undefined,
          wasReturned: trigger === 'returned',
        },
        this.clock.now(),
      );
      await this.returns.record({
        payment,
        event: RETURN_EVENTS[trigger],
        amountMinor: refund.amountMinor,
        movement: {
          id: trigger === 'returned' ? newId() : refundId,
          kind: 'refund',
          status: status === 'success' ? 'success' : 'failed',
          gatewayReference: reference,
        },
      });
      await this.outbox.add([refundMessage(refund, trigger === 'returned' ? newId() : refundId)]);
      return true;
    });
    if (isRecorded) log.info({ refundId, paymentId, status: answer.status }, 'refund settled');
    return isRecorded;
  }

  private isKnown(refund: Refund, answer: RefundAnswer): false {
    const isLate = answer.status === 'succeeded' && refund.failureCode === 'gateway_no_record';
    // Cannot be while keys are fenced first; reconciliation names it too.
    if (isLate) log.error({ refundId: refund.id }, 'a refund was made that had been given up');
    return false;
  }
}

const RETURN_EVENTS = { made: 'refunded', refused: 'refund_refused', returned: 'refund_returned' } as const;

/** Nothing was sent while it is `pending`, so nothing can have come of it. */
function triggerOf({ status }: Refund, answer: RefundAnswer): keyof typeof RETURN_EVENTS | undefined {
  if (status === 'pending') return undefined;
  if (answer.status === 'succeeded') return 'made';
  return status === 'success' ? 'returned' : 'refused';
}

function statusAfter(from: RefundStatus, trigger: RefundTrigger): RefundStatus | undefined {
  const row: { readonly [trigger in RefundTrigger]?: RefundStatus } = REFUND_TRANSITIONS[from];
  return row[trigger];
}
