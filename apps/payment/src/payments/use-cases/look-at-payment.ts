import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type PaymentGateway } from '../../gateways/gateway';
import { judgeOutcome, RecordTransaction } from '../../transactions/transactions.api';
import { within } from '../../within';
import type { Payment } from '../payment';

const log = logger('payments');
/** Younger ones are most likely at the gateway just now. */
const AGE_SECONDS_MIN = 5;
/** Whoever looks every moment does not make the gateway be asked every moment. */
const PAUSE_SECONDS = 5;
const PATIENCE_MS = 2_000;
const REMEMBERED_MAX = 1_000;

/**
 * Asks the gateway about a payment that somebody looks at while its outcome is not known. Takes a definite answer and
 * nothing else: what was never charged is for the worker to tell, which burns the key first.
 */
@Injectable()
export class LookAtPayment {
  private readonly askedAtMs = new Map<string, number>();

  constructor(
    private readonly transactions: RecordTransaction,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** True when an outcome was found, so that the payment should be read again. Never throws, never waits for long. */
  async execute(payment: Payment): Promise<boolean> {
    if (!this.isWorthAsking(payment)) return false;
    const { id: paymentId, gatewayKey: idempotencyKey, startedAt } = payment;
    try {
      const found = await within(PATIENCE_MS, this.gateway.findCharge({ paymentId, idempotencyKey, startedAt }));
      if (found.status === 'not_found') return false;
      const verdict = judgeOutcome(payment, found);
      if (verdict.status === 'processing') return false;
      await this.transactions.settle({ payment, verdict });
      return true;
    } catch (error) {
      log.warn({ paymentId, cause: (error as Error).name }, 'a payment that was looked at could not be asked about');
      return false;
    }
  }

  private isWorthAsking({ id, status, startedAt }: Payment): boolean {
    const nowMs = this.clock.now().epochMilliseconds;
    if (status !== 'processing' || nowMs - startedAt.getTime() < AGE_SECONDS_MIN * 1000) return false;
    if (nowMs - (this.askedAtMs.get(id) ?? 0) < PAUSE_SECONDS * 1000) return false;
    if (this.askedAtMs.size >= REMEMBERED_MAX) this.askedAtMs.clear();
    this.askedAtMs.set(id, nowMs);
    return true;
  }
}
