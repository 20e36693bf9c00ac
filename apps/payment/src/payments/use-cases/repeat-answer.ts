import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import type { ChargedPayment } from '../../transactions/transactions.api';
import { KeyClaimRepository, type KeyClaim, type Repetition, type WireAnswer } from '../../key-claims/key-claims.api';
import type { Payment } from '../payment';
import { GatewayLimits } from '../../gateway-limits';
import { PaymentRepository } from '../persistence/payment.repository';
import type { PresentPayment, TakenPayment } from './taken-payment';

/**
 * What a request with an Idempotency-Key is told when it could not make a payment: usually because its own first try did.
 */
@Injectable()
export class RepeatAnswer {
  constructor(
    private readonly keys: KeyClaimRepository,
    private readonly payments: PaymentRepository,
    private readonly limits: GatewayLimits,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /**
   * The answer of the key's first request, if there was one; `fresh` when the key was never used.
   * @throws AppError `idempotency_key_reused`, `idempotency_in_progress`
   */
  async find(claim: KeyClaim, present: PresentPayment): Promise<Repetition> {
    const stored = await this.keys.find(claim);
    if (!stored) return { kind: 'fresh' };
    if (!stored.fingerprint.equals(claim.fingerprint)) throw new AppError('idempotency_key_reused');
    if (stored.answer) return { kind: 'replay', answer: stored.answer };
    const payment = await this.payments.findByKey(claim.caller, claim.key);
    // One that never left gave the key back: what is claimed is another try's.
    const isOver = payment?.failureCode === 'gateway_unavailable';
    if (!payment || isOver || this.isRunning(payment))
      throw new AppError('idempotency_in_progress', { retryAfterSeconds: 1 });
    return { kind: 'replay', answer: await this.answerOf(claim, payment, present) };
  }

  /** What another process recorded while this one waited for the gateway; from now on the key answers so, if there is one. */
  async asRecorded(charged: ChargedPayment, claim: KeyClaim | undefined, present: PresentPayment): Promise<WireAnswer> {
    const payment = await this.payments.find(charged.id);
    if (!payment) throw new InvariantBroken(`payment ${charged.id} is gone`);
    const answer = present({ payment, verdict: verdictOf(payment) });
    return claim ? this.keys.fill(claim, answer) : answer;
  }

  private isRunning(payment: Payment): boolean {
    const runningForMs = this.clock.now().epochMilliseconds - payment.startedAt.getTime();
    return payment.status === 'processing' && runningForMs < this.limits.abandonedAfterMs;
  }

  /** The first request's process died before it answered: its payment tells, once it is settled for good. */
  private async answerOf(claim: KeyClaim, payment: Payment, present: PresentPayment) {
    const answer = present({ payment, verdict: verdictOf(payment) });
    return payment.status === 'processing' ? answer : this.keys.fill(claim, answer);
  }
}

function verdictOf(payment: Payment): TakenPayment['verdict'] {
  const reference = payment.gatewayReference === null ? {} : { gatewayReference: payment.gatewayReference };
  if (payment.status === 'failed')
    return { status: 'failed', failureCode: payment.failureCode ?? 'card_declined', ...reference };
  const isOpen = payment.status === 'processing' || payment.status === 'pending';
  // What was refunded or disputed since then was a success when it was answered for.
  return { status: isOpen ? 'processing' : 'success', ...reference };
}
