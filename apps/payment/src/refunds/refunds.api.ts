import { Injectable } from '@nestjs/common';
import { wireAmountOfMinor, type RefundEventBody } from '@libs/dto';
import { logger } from '@libs/observability';
import type { RefundOutcome } from '../gateways/gateway';
import { RefundRepository } from './persistence/refund.repository';
import type { Refund } from './refund';
import { RecordRefund } from './use-cases/record-refund';

export type { Refund } from './refund';

const log = logger('refunds');

/** What the gateway tells of a refund by itself. */
export interface ToldRefund {
  refundId: string;
  refundReference: string;
  amountMinor: bigint;
  currency: string;
  outcome: RefundOutcome;
}

/** What other rooms may ask about refunds, and tell. */
@Injectable()
export class RefundsApi {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly recordRefund: RecordRefund,
  ) {}

  async find(refundId: string): Promise<Refund | undefined> {
    return this.refunds.find(refundId);
  }

  /** By payment, the oldest first; payments without refunds are missing. */
  async of(paymentIds: readonly string[]): Promise<Map<string, Refund[]>> {
    const byPayment = new Map<string, Refund[]>();
    for (const refund of await this.refunds.ofPayments(paymentIds)) {
      const { paymentId } = refund;
      if (paymentId !== null) byPayment.set(paymentId, [...(byPayment.get(paymentId) ?? []), refund]);
    }
    return byPayment;
  }

  /** Takes the gateway's word for a refund of ours, in any order and any number of times; says in a word what came of it. */
  async apply({ refundId, refundReference, amountMinor, currency, outcome }: ToldRefund): Promise<string> {
    const refund = await this.refunds.find(refundId);
    if (!refund?.paymentId) return 'unknown_refund';
    const isOther = refund.gatewayReference !== null && refund.gatewayReference !== refundReference;
    if (isOther) return 'another_refund';
    if (refund.amountMinor !== amountMinor || refund.currency !== currency) {
      log.error({ refundId }, 'the gateway refunded another amount than it was asked for');
      return 'amount_differs';
    }
    if (outcome.status === 'processing') return 'noted';
    const isRecorded = await this.recordRefund.execute(refundId, { ...outcome, refundReference });
    return isRecorded ? outcome.status : 'settled_before';
  }

  /** What a `refund_result` message is about, in the words of the webhook; undefined while there is nothing to tell. */
  async eventOf(message: { refund_id: string; event_id: string }): Promise<RefundEventBody | undefined> {
    const refund = await this.refunds.find(message.refund_id);
    const isEnded = refund?.status === 'success' || refund?.status === 'failed';
    return refund && isEnded ? bodyOf(refund, message.event_id) : undefined;
  }
}

/** Its own id names the first outcome, another one that it came back later: each event says the same for ever. */
function bodyOf(refund: Refund, eventId: string): RefundEventBody {
  const isSuccess = refund.status === 'success' || (refund.wasReturned && eventId === refund.id);
  return {
    type: 'refund',
    event_id: eventId,
    refund_id: refund.paymentId === null ? null : refund.id,
    transaction_id: refund.paymentId,
    invoice_id: refund.invoiceId,
    subscription_id: refund.subscriptionId,
    account_id: refund.accountId,
    credit_note_id: refund.creditNoteId,
    status: isSuccess ? 'success' : 'failed',
    amount: wireAmountOfMinor(refund.amountMinor, refund.currency),
    currency: refund.currency,
    reason: refund.reason,
    gateway_reference: refund.gatewayReference,
    occurred_at: refund.updatedAt.toISOString(),
  };
}
