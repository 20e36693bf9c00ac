import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type PaymentGateway } from '../../gateways/gateway';
import { GatewayUnavailable } from '../../gateways/gateway-errors';
import { LeftMethodRepository } from '../persistence/left-method.repository';
import { MethodDraftRepository } from '../persistence/method-draft.repository';
import { SaveForCharge } from './save-for-charge';

const log = logger('payment-methods');
const BATCH = 20;
const LEASE_SECONDS = 30;

/** What requests left behind: drafts whose process died, and cards that the gateway shall forget. */
@Injectable()
export class TidyMethods {
  constructor(
    private readonly left: LeftMethodRepository,
    private readonly drafts: MethodDraftRepository,
    private readonly saveForCharge: SaveForCharge,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** Ends one batch of drafts; returns how many. Drafts of a key wait a day for its repetition. */
  async settleLeft(): Promise<number> {
    const now = this.clock.now();
    const left = await this.left.claimLeft(now, now.plusSeconds(LEASE_SECONDS), BATCH);
    for (const { id, paymentStatus } of left) {
      if (paymentStatus === null) await this.drafts.end(id, { status: 'abandoned' });
      else await this.saveForCharge.settle(id, paymentStatus !== 'failed');
    }
    return left.length;
  }

  /** Lets the gateway forget one batch; returns how many it forgot. */
  async forgetLeft(): Promise<number> {
    const left = await this.left.toForget(BATCH);
    for (const { id, ...reference } of left) {
      try {
        await this.gateway.forgetMethod(reference);
      } catch (error) {
        if (!(error instanceof GatewayUnavailable)) throw error;
        log.warn({ methodId: id, trouble: error.trouble }, 'the gateway cannot forget a card yet');
        return 0;
      }
      await this.left.markForgotten(id);
    }
    return left.length;
  }
}
