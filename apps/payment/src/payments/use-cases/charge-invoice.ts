import { Injectable } from '@nestjs/common';
import { InvariantBroken } from '@libs/errors';
import { logger } from '@libs/observability';
import type { MethodReference } from '../../gateways/gateway';
import { RecordTransaction, type Verdict } from '../../transactions/transactions.api';
import type { ChargeOrder, TakenOrder } from '../charge-order';
import { ANSWER_WITHIN_MS, nextCheckSeconds } from '../payment-policy';
import { PaymentRepository } from '../persistence/payment.repository';
import { ChargeBatches } from './charge-batches';
import { ChargeCard, isNotSent } from './charge-card';
import { gatewayKeyOf, type OpenedPayment } from './open-payment';

const log = logger('payments');
/** Left for writing the outcome down. */
const RECORDING_MS = 1_000;

export type ChargeResult =
  /** There is a payment of this attempt; its row says what it has come to, `processing` too. */
  | { kind: 'made'; paymentId: string }
  /** The gateway cannot be used; nothing was sent, and the same order may come again. */
  | { kind: 'unavailable' }
  | Extract<TakenOrder, { kind: 'nothing_to_pay' | 'no_method' | 'in_progress' }>;

/**
 * Charges an invoice to a saved method without the customer, at most once per attempt: intent, gateway, outcome, each on
 * its own. A crash in between leaves a payment that the worker asks about; the order's repetition finds it and does nothing.
 */
@Injectable()
export class ChargeInvoice {
  constructor(
    private readonly batches: ChargeBatches,
    private readonly chargeCard: ChargeCard,
    private readonly transactions: RecordTransaction,
    private readonly payments: PaymentRepository,
  ) {}

  async execute(order: ChargeOrder): Promise<ChargeResult> {
    const deadlineMs = performance.now() + ANSWER_WITHIN_MS - RECORDING_MS;
    const taken = await this.batches.take(order, this.chargeCard.gatewayName);
    switch (taken.kind) {
      case 'taken':
        return this.charge(this.paymentOf(taken), taken.method, deadlineMs);
      case 'known':
        return { kind: 'made', paymentId: taken.paymentId };
      case 'turned_away':
        return this.chargeAgain(taken.paymentId, deadlineMs);
      default:
        return taken;
    }
  }

  /** Under the same key: what was turned away surely moved nothing. */
  private async chargeAgain(paymentId: string, deadlineMs: number): Promise<ChargeResult> {
    const again = await this.batches.submitAgain(paymentId, this.chargeCard.gatewayName);
    if (again.kind !== 'again') return again;
    const payment = await this.payments.find(paymentId);
    if (!payment) throw new InvariantBroken(`payment ${paymentId} is gone`);
    return this.charge(payment, again.method, deadlineMs);
  }

  private async charge(payment: OpenedPayment, method: MethodReference, deadlineMs: number): Promise<ChargeResult> {
    const verdict = await this.chargeCard.charge(payment, { method, offSession: true }, deadlineMs);
    const { id: paymentId } = payment;
    if (isNotSent(verdict)) {
      await this.batches.turnAway(paymentId);
      return { kind: 'unavailable' };
    }
    await this.record(payment, verdict);
    return { kind: 'made', paymentId };
  }

  private paymentOf({ paymentId: id, due }: Extract<TakenOrder, { kind: 'taken' }>): OpenedPayment {
    const { accountId, invoiceId, subscriptionId, amountMinor, currency } = due;
    const { gatewayName: gateway } = this.chargeCard;
    return { id, accountId, invoiceId, subscriptionId, amountMinor, currency, gateway, gatewayKey: gatewayKeyOf(id) };
  }

  private async record(payment: OpenedPayment, verdict: Verdict): Promise<void> {
    // Nobody else tells: a refusal by the gateway's own rules is news to the subscription service, too.
    const told = { ...verdict, tellsSubscription: verdict.status !== 'processing' };
    if (verdict.status === 'processing') await this.transactions.hold({ payment, verdict }, nextCheckSeconds(0, 0));
    else if (!(await this.batches.settle(payment, told))) {
      log.info({ paymentId: payment.id }, 'the outcome of a charge was known already');
    }
  }
}
