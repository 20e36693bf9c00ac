import { Injectable } from '@nestjs/common';
import { wireAmountOfMinor, type RefundEventBody } from '@libs/dto';
import { logger } from '@libs/observability';
import { RefundRepository } from './persistence/refund.repository';
import { isUuid } from '../uuid';
import type { Refund, ToldRefund } from './refund';
import { RecordRefund } from './use-cases/record-refund';
import { TakeOverRefund } from './use-cases/take-over-refund';

export type { Refund } from './refund';

const log = logger('refunds');

/** What other rooms may ask about refunds, and tell. */
@Injectable()
export class RefundsApi {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly recordRefund: RecordRefund,
    private readonly takeOverRefund: TakeOverRefund,
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

  /**
   * Takes the gateway's word for a refund that is known here, in any order and any number of times; says in a word what
   * came of it. `unknown_refund`: it is none of ours, or one that was given up and made all the same.
   */
  async apply(told: ToldRefund): Promise<string> {
    const { refundReference, amountMinor, currency, outcome } = told;
    const named = told.refundId !== undefined && isUuid(told.refundId) ? told.refundId : undefined;
    const refund = await this.refunds.told(refundReference, named);
    const isGivenUp = refund?.status === 'failed' && refund.gatewayReference === null && outcome.status === 'succeeded';
    if (!refund?.paymentId || isGivenUp) return 'unknown_refund';
    if (refund.amountMinor !== amountMinor || refund.currency !== currency) {
      log.error({ refundId: refund.id }, 'the gateway refunded another amount than it was asked for');
      return 'amount_differs';
    }
    if (outcome.status === 'processing') return 'noted';
    const isRecorded = await this.recordRefund.execute(refund.id, { ...outcome, refundReference });
    return isRecorded ? outcome.status : 'settled_before';
  }

  /** Writes down a refund that somebody made at the gateway itself; see `TakeOverRefund`. */
  async takeOver(paymentId: string, told: ToldRefund): Promise<string> {
    return this.takeOverRefund.execute(paymentId, told);
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
