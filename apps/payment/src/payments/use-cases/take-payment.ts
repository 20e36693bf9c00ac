import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type ChargeRequest, type PaymentGateway } from '../../gateways/gateway';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../../gateways/gateway-errors';
import { judgeOutcome, neverCharged, RecordTransaction, type Verdict } from '../../transactions/transactions.api';
import type { WireAnswer } from '../../key-claims/key-claims.api';
import { ANSWER_WITHIN_MS, nextCheckSeconds, PaymentPolicy } from '../payment-policy';
import { OpenPayment, type OpenedPayment, type PaymentOrder } from './open-payment';
import { RepeatAnswer } from './repeat-answer';
import type { PresentPayment } from './taken-payment';
import { OutOfTime, within } from '../../within';

const log = logger('payments');

export interface PaymentCommand extends Omit<PaymentOrder, 'gateway'> {
  source: ChargeRequest['source'];
  present: PresentPayment;
}

/** Left for writing the outcome down, of the time a client may be kept waiting. */
const RECORDING_MS = 1_000;

const UNKNOWN: Verdict = { status: 'processing', tellsSubscription: false };

/**
 * Takes one payment by three recovery points: write it down, charge outside of any transaction, write the outcome down.
 * A crash after the first or the second leaves a payment that the worker settles by asking, never by charging again.
 */
@Injectable()
export class TakePayment {
  constructor(
    private readonly openPayment: OpenPayment,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    private readonly transactions: RecordTransaction,
    private readonly answers: RepeatAnswer,
    private readonly policy: PaymentPolicy,
  ) {}

  /** @throws AppError as `OpenPayment.open` does, and `gateway_unavailable` */
  async execute(command: PaymentCommand): Promise<WireAnswer> {
    const deadlineMs = performance.now() + ANSWER_WITHIN_MS;
    const payment = await this.openPayment.open({ ...command, gateway: this.gateway.name });
    const verdict = await this.charge(payment, command.source, deadlineMs);
    const answer = await this.recorded(command, payment, verdict, deadlineMs);
    if (isNotSent(verdict)) throw new AppError('gateway_unavailable');
    return answer;
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

  private async charge(payment: OpenedPayment, source: ChargeRequest['source'], deadlineMs: number): Promise<Verdict> {
    const patienceMs = Math.min(this.policy.chargeTimeoutMs, deadlineMs - performance.now() - RECORDING_MS);
    const { id: paymentId, gatewayKey: idempotencyKey, amountMinor, currency } = payment;
    const { invoiceId, accountId, subscriptionId } = payment;
    const facts = { invoiceId, accountId, ...(subscriptionId !== null && { subscriptionId }) };
    try {
      const charged = this.gateway.charge({ paymentId, idempotencyKey, amountMinor, currency, source, facts });
      return judgeOutcome(payment, await within(patienceMs, charged));
    } catch (error) {
      return this.verdictOfTrouble(payment, error);
    }
  }

  private verdictOfTrouble(payment: OpenedPayment, error: unknown): Verdict {
    const { id: paymentId } = payment;
    if (error instanceof AppError) return neverCharged(error.code, false);
    if (error instanceof GatewayUnavailable) {
      log.warn({ paymentId, trouble: error.trouble }, 'the gateway cannot be used');
      return neverCharged('gateway_unavailable', false);
    }
    const trouble = error instanceof GatewayOutcomeUnknown ? error.trouble : (error as Error).name;
    log.warn({ paymentId, trouble }, 'the outcome of a charge is not known');
    return UNKNOWN;
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

/** Nothing left this house: the caller may try the same key again. */
function isNotSent(verdict: Verdict): boolean {
  return verdict.failureCode === 'gateway_unavailable';
}
