import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import { wireAmountOfMinor, type FeeEventBody } from '@libs/dto';
import { newId, toEnvelope } from '@libs/persistence';
import type { GatewayFee } from '../gateways/gateway';
import { FeeRepository, type Fee } from './persistence/fee.repository';

export type { Fee } from './persistence/fee.repository';

export interface ChargedFee {
  /** The payment, refund or dispute that the gateway took it for. */
  transactionId: string;
  /** Null when the movement belongs to nobody here. */
  accountId: string | null;
  fee: GatewayFee;
}

/** What the gateway keeps for its work. Whoever learns of a fee first records it; the others find it there. */
@Injectable()
export class FeesApi {
  constructor(
    private readonly fees: FeeRepository,
    @Inject(BILLING_CLOCK) private readonly billingClock: BillingClock,
    @Inject(REAL_CLOCK) private readonly realClock: RealClock,
  ) {}

  /** Records a fee and tells of it. False, and nothing done, when one is known for the movement, or there is none. */
  async record({ transactionId, accountId, fee }: ChargedFee): Promise<boolean> {
    const { amountMinor, currency } = fee;
    if (amountMinor <= 0n) return false;
    const id = newId();
    const message = {
      queue: 'q:pay:subscription_update',
      action: 'fee_charged',
      correlationId: transactionId,
      idempotencyKey: `fee-${transactionId}`,
      payload: { fee_id: id, event_id: newId() },
    };
    const envelope = { ...(toEnvelope(message) as { id: string }), created_at: this.realClock.now().toString() };
    return this.fees.record({ id, transactionId, accountId, amountMinor, currency }, this.billingClock.now(), envelope);
  }

  /** By the movement's id; movements without a fee are missing. */
  async of(transactionIds: readonly string[]): Promise<Map<string, Fee>> {
    const fees = await this.fees.ofTransactions(transactionIds);
    return new Map(fees.map((fee) => [fee.transactionId, fee]));
  }

  /** What a `fee_charged` message is about, in the words of the webhook. */
  async eventOf(message: { fee_id: string; event_id: string }): Promise<FeeEventBody | undefined> {
    const fee = await this.fees.find(message.fee_id);
    return (
      fee && {
        type: 'fee',
        event_id: message.event_id,
        transaction_id: fee.transactionId,
        account_id: fee.accountId,
        amount: wireAmountOfMinor(fee.amountMinor, fee.currency),
        currency: fee.currency,
        occurred_at: fee.createdAt.toISOString(),
      }
    );
  }
}
