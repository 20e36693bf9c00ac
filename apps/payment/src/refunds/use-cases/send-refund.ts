import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type PaymentGateway } from '../../gateways/gateway';
import { GatewayUnavailable } from '../../gateways/gateway-errors';
import { within } from '../../within';
import { RefundRepository } from '../persistence/refund.repository';
import type { GatewayRefund, RefundAnswer } from '../refund';
import { GatewayLimits } from '../../gateway-limits';
import { nextCheckSeconds } from '../refund-policy';
import { RecordRefund } from './record-refund';

const log = logger('refunds');

/**
 * Makes one refund: `processing` is committed, then the gateway is called outside of any transaction, then its answer is
 * recorded. Without an answer nothing is done here: a worker finds out by the key.
 */
@Injectable()
export class SendRefund {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly recordRefund: RecordRefund,
    private readonly limits: GatewayLimits,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** Nothing is done for a refund that was sent before, by whomever. */
  async execute(refundId: string): Promise<void> {
    const now = this.clock.now();
    const refund = await this.refunds.begin(refundId, now, now.plusMilliseconds(this.limits.abandonedAfterMs));
    if (!refund) return;
    try {
      await this.settle(refund, await this.call(refund));
    } catch (error) {
      const facts = { refundId, trouble: (error as { trouble?: string }).trouble ?? (error as Error).name };
      log.warn(facts, 'the outcome of a refund is not known; a worker asks');
      const isUntouched = error instanceof GatewayUnavailable;
      if (isUntouched) await this.refunds.checkAt(refundId, this.clock.now().plusSeconds(nextCheckSeconds(0)));
    }
  }

  /**
   * The gateway's word for it; the same key makes it once, however often it is sent. What it would never take is a failure.
   * @throws GatewayOutcomeUnknown, GatewayUnavailable, OutOfTime
   */
  async call(refund: GatewayRefund): Promise<RefundAnswer> {
    const { id: refundId, paymentId, gatewayKey: idempotencyKey, chargeReference, amountMinor, currency } = refund;
    const request = { refundId, paymentId, idempotencyKey, chargeReference, amountMinor, currency };
    try {
      return await within(this.limits.timeoutMs, this.gateway.refund(request));
    } catch (error) {
      if (error instanceof AppError) return { status: 'failed', code: error.code };
      throw error;
    }
  }

  /** Writes down what the gateway said: an end, or that it is still at it. */
  async settle(refund: GatewayRefund, answer: RefundAnswer): Promise<void> {
    if (answer.status !== 'processing') {
      await this.recordRefund.execute(refund.id, answer);
      return;
    }
    const nextCheckAt = this.clock.now().plusSeconds(nextCheckSeconds(refund.checks));
    await this.refunds.checkAt(refund.id, nextCheckAt, answer.refundReference);
  }
}
