import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type PaymentGateway, type RefundLookup } from '../../gateways/gateway';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../../gateways/gateway-errors';
import { RefundRepository } from '../persistence/refund.repository';
import type { GatewayRefund, RefundAnswer } from '../refund';
import { KEY_LIVES_SECONDS, TRIES_MAX } from '../refund-policy';
import { SendRefund } from './send-refund';

const log = logger('refunds');
const BATCH = 20;
/** Longer than asking takes, and the pause after which a gateway in trouble is asked again. */
const LEASE_SECONDS = 30;

type Found = RefundAnswer | { status: 'not_found' };

/**
 * Finds out what became of refunds whose answer was lost, and sends those whose message was. Asks first. What the gateway
 * knows nothing of is sent again under the same key while the gateway remembers keys, and else given up after the key is burned.
 */
@Injectable()
export class SettleUnknownRefunds {
  constructor(
    private readonly refunds: RefundRepository,
    private readonly sendRefund: SendRefund,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** Looks at one batch of due refunds; returns how many there were. Several workers may do this at once. */
  async execute(): Promise<number> {
    const now = this.clock.now();
    const due = await this.refunds.claimDue(now, now.plusSeconds(LEASE_SECONDS), BATCH);
    await Promise.all(due.map((refund) => this.lookInto(refund)));
    return due.length;
  }

  private async lookInto(refund: GatewayRefund): Promise<void> {
    try {
      if (refund.status === 'pending') await this.sendRefund.execute(refund.id);
      else await this.sendRefund.settle(refund, await this.answerOf(refund));
    } catch (error) {
      const isTrouble = error instanceof GatewayUnavailable || error instanceof GatewayOutcomeUnknown;
      const facts = { refundId: refund.id, checks: refund.checks };
      if (isTrouble) log.warn({ ...facts, trouble: error.trouble }, 'the gateway cannot tell yet');
      else log.error({ ...facts, err: error }, 'a refund could not be settled; trying on');
    }
  }

  private async answerOf(refund: GatewayRefund): Promise<RefundAnswer> {
    const startedAt = refund.startedAt ?? refund.createdAt;
    const { id: refundId, gatewayKey: idempotencyKey, chargeReference } = refund;
    const lookup = { refundId, idempotencyKey, chargeReference, startedAt };
    const found = await this.gateway.findRefund(lookup);
    if (found.status !== 'not_found') return found;
    const ageSeconds = (this.clock.now().epochMilliseconds - startedAt.getTime()) / 1000;
    const again: Found = ageSeconds < KEY_LIVES_SECONDS ? await this.sendAgain(refund, lookup) : found;
    return again.status === 'not_found' ? this.giveUp(lookup) : again;
  }

  /** The same key: what is under way, or was made, answers for it. */
  private async sendAgain(refund: GatewayRefund, lookup: RefundLookup): Promise<Found> {
    try {
      return await this.sendRefund.call(refund);
    } catch (error) {
      if (error instanceof GatewayUnavailable) throw error;
      const found = await this.gateway.findRefund(lookup);
      if (found.status === 'not_found' && refund.checks < TRIES_MAX) throw error;
      return found;
    }
  }

  private async giveUp(lookup: RefundLookup): Promise<RefundAnswer> {
    await this.gateway.fenceRefund(lookup);
    const found = await this.gateway.findRefund(lookup);
    return found.status === 'not_found' ? { status: 'failed', code: 'gateway_no_record' } : found;
  }
}
