import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type FoundCharge, type PaymentGateway } from '../../gateways/gateway';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../../gateways/gateway-errors';
import { judgeOutcome, RecordTransaction } from '../../transactions/transactions.api';
import type { Payment } from '../payment';
import { nextCheckSeconds } from '../payment-policy';
import { PaymentRepository } from '../persistence/payment.repository';
import { ChargeOnceMore } from './charge-once-more';

const log = logger('payments');
const BATCH = 20;
/** Longer than asking takes, and the pause after which a gateway in trouble is asked again (promise 2: within 60 s). */
const LEASE_SECONDS = 30;

/**
 * Finds out what became of charges whose answer was lost: to a time-out, a reset, or a crash between the gateway's yes
 * and our write. Asks, never charges; before it calls a payment failed it burns the key, so that a late original cannot charge.
 */
@Injectable()
export class SettleUnknownOutcomes {
  constructor(
    private readonly payments: PaymentRepository,
    private readonly transactions: RecordTransaction,
    private readonly onceMore: ChargeOnceMore,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** Looks at one batch of due payments; returns how many there were. Several workers may do this at once. */
  async execute(): Promise<number> {
    const now = this.clock.now();
    const due = await this.payments.claimDue(now, now.plusSeconds(LEASE_SECONDS), BATCH);
    await Promise.all(due.map((payment) => this.lookInto(payment)));
    return due.length;
  }

  private async lookInto(payment: Payment): Promise<void> {
    try {
      await this.settle(payment, await this.ask(payment));
    } catch (error) {
      const isTrouble = error instanceof GatewayUnavailable || error instanceof GatewayOutcomeUnknown;
      const facts = { paymentId: payment.id, checks: payment.checks };
      if (isTrouble) log.warn({ ...facts, trouble: error.trouble }, 'the gateway cannot tell yet');
      else log.error({ ...facts, err: error }, 'a payment could not be settled; trying on');
    }
  }

  private async ask(payment: Payment): Promise<FoundCharge> {
    const { id: paymentId, gatewayKey: idempotencyKey, startedAt } = payment;
    const lookup = { paymentId, idempotencyKey, startedAt };
    const found = await this.gateway.findCharge(lookup);
    if (found.status !== 'not_found') return found;
    await this.gateway.fence(lookup);
    return this.gateway.findCharge(lookup);
  }

  private async settle(payment: Payment, found: FoundCharge): Promise<void> {
    if (found.status === 'not_found') {
      await this.onceMore.settle(payment);
      log.info({ paymentId: payment.id }, 'payment settled: it was never charged');
      return;
    }
    const verdict = judgeOutcome(payment, found);
    if (verdict.status === 'processing') {
      const ageSeconds = (this.clock.now().epochMilliseconds - payment.startedAt.getTime()) / 1000;
      await this.transactions.hold({ payment, verdict }, nextCheckSeconds(payment.checks, ageSeconds));
      return;
    }
    await this.transactions.settle({ payment, verdict });
    log.info({ paymentId: payment.id, status: verdict.status, failureCode: verdict.failureCode }, 'payment settled');
  }
}
