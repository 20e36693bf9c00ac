import { Injectable } from '@nestjs/common';
import { DISPUTE_STAGES, wireAmountOfMinor, type DisputeEventBody } from '@libs/dto';
import type { Dispute, ToldDispute } from './dispute';
import { DisputeRepository } from './persistence/dispute.repository';
import { ApplyDispute } from './use-cases/apply-dispute';

export type { Dispute, ToldDispute } from './dispute';

/** What other rooms may ask about disputes, and tell. */
@Injectable()
export class DisputesApi {
  constructor(
    private readonly disputes: DisputeRepository,
    private readonly applyDispute: ApplyDispute,
  ) {}

  /** Undefined for a dispute that nobody has told of yet. */
  async byReference(gatewayReference: string): Promise<Dispute | undefined> {
    return this.disputes.byReference(gatewayReference);
  }

  /** Takes the gateway's word, in any order and any number of times; says in a word what came of it. */
  async apply(paymentId: string, told: ToldDispute): Promise<string> {
    return this.applyDispute.execute(paymentId, told);
  }

  /** What a `dispute_result` message is about, in the words of the webhook. */
  async eventOf(message: {
    dispute_id: string;
    status: string;
    event_id: string;
  }): Promise<DisputeEventBody | undefined> {
    const dispute = await this.disputes.find(message.dispute_id);
    const status = DISPUTE_STAGES.find((stage) => stage === message.status);
    if (!dispute || !status) return undefined;
    const occurredAt = status === 'opened' ? dispute.openedAt : (dispute.closedAt ?? dispute.openedAt);
    return {
      type: 'dispute',
      event_id: message.event_id,
      dispute_id: dispute.id,
      transaction_id: dispute.paymentId,
      invoice_id: dispute.invoiceId,
      subscription_id: dispute.subscriptionId,
      account_id: dispute.accountId,
      status,
      amount: wireAmountOfMinor(dispute.amountMinor, dispute.currency),
      currency: dispute.currency,
      reason: dispute.reason,
      occurred_at: occurredAt.toISOString(),
    };
  }
}
