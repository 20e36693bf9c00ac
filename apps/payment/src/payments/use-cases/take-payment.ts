import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { logger } from '@libs/observability';
import { newId } from '@libs/persistence';
import type { WireAnswer } from '../../key-claims/key-claims.api';
import { PaymentMethodsApi, type CardSource } from '../../payment-methods/payment-methods.api';
import { RecordTransaction, type Verdict } from '../../transactions/transactions.api';
import { OutOfTime, within } from '../../within';
import { ANSWER_WITHIN_MS, nextCheckSeconds } from '../payment-policy';
import { ChargeCard, isNotSent, UNKNOWN, type ChargeSource } from './charge-card';
import { OpenPayment, type OpenedPayment, type PaymentOrder } from './open-payment';
import { RepeatAnswer } from './repeat-answer';
import type { PresentPayment } from './taken-payment';

const log = logger('payments');

export interface PaymentCommand extends Omit<PaymentOrder, 'gateway' | 'paymentMethodId'> {
  /** A card or token as it came, to be kept if wanted, or a saved method. */
  source: { card: CardSource; keep: boolean } | { methodId: string };
  present: PresentPayment;
}

/** Left for writing the outcome down, of the time a client may be kept waiting. */
const RECORDING_MS = 1_000;

/**
 * Takes one payment by three recovery points: write it down, charge outside of any transaction, write the outcome down.
 * A crash after the first or the second leaves a payment that the worker settles by asking, never by charging again.
 */
@Injectable()
export class TakePayment {
  constructor(
    private readonly openPayment: OpenPayment,
    private readonly chargeCard: ChargeCard,
    private readonly transactions: RecordTransaction,
    private readonly answers: RepeatAnswer,
    private readonly methods: PaymentMethodsApi,
  ) {}

  /** @throws AppError as `OpenPayment.open` does, `not_found` also for the method, and `gateway_unavailable` */
  async execute(command: PaymentCommand): Promise<WireAnswer> {
    const deadlineMs = performance.now() + ANSWER_WITHIN_MS;
    const { source, ...named } = await this.sourceOf(command);
    const payment = await this.openPayment.open({ ...command, ...named, gateway: this.chargeCard.gatewayName });
    const verdict = await this.chargeCard.charge(payment, source, deadlineMs - RECORDING_MS);
    const answer = await this.recorded(command, payment, verdict, deadlineMs);
    await this.chargeCard.settleCard(source, verdict, deadlineMs);
    if (isNotSent(verdict)) throw new AppError('gateway_unavailable');
    return answer;
  }

  /** A saved method is a border of its own: it pays for its own account's invoices, whoever asks. */
  private async sourceOf({ source, accountId }: PaymentCommand) {
    if ('card' in source) {
      if (!source.keep) return { source: { card: source.card } satisfies ChargeSource, paymentMethodId: null };
      const keepAs = newId();
      return { source: { card: source.card, keepAs } satisfies ChargeSource, paymentMethodId: keepAs };
    }
    const method = await this.methods.find(source.methodId, accountId);
    if (!method) throw new AppError('not_found');
    const charged: ChargeSource = { method, offSession: false };
    return { source: charged, paymentMethodId: method.id, accountId: method.accountId };
  }

  private async recorded(command: PaymentCommand, payment: OpenedPayment, verdict: Verdict, deadlineMs: number) {
    try {
      return await within(deadlineMs - performance.now(), this.record(command, payment, verdict));
    } catch (error) {
      // Whatever went wrong, the money may have moved and the intent is on disk: the worker finds out.
      const cause = error instanceof OutOfTime ? 'time_out' : (error as Error).name;
      log.error({ paymentId: payment.id, cause }, 'the outcome of a payment could not be stored');
      return command.present({ payment, verdict: UNKNOWN });
    }
  }

  /** Second recovery point: outcome, message, stored answer and audit row at once. */
  private async record(command: PaymentCommand, payment: OpenedPayment, verdict: Verdict): Promise<WireAnswer> {
    const answer = command.present({ payment, verdict });
    const { claim } = command;
    const claimed = claim && { caller: claim.caller, key: claim.key, ...(isNotSent(verdict) ? {} : { answer }) };
    const outcome = { payment, verdict, claimed };
    const isFirst =
      verdict.status === 'processing'
        ? await this.transactions.hold(outcome, nextCheckSeconds(0, 0))
        : await this.transactions.settle(outcome);
    // The gateway's event, or the worker, was quicker than the gateway's answer.
    if (!isFirst) return this.answers.asRecorded(payment, claim, command.present);
    return answer;
  }
}
