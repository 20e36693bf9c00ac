import { Inject, Injectable } from '@nestjs/common';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type PaymentGateway, type SaveMethodOutcome } from '../../gateways/gateway';
import { GatewayUnavailable } from '../../gateways/gateway-errors';
import { OutOfTime, within } from '../../within';
import { GatewayLimits } from '../../gateway-limits';
import { methodKeyOf, type CardSource, type MethodDraft } from '../payment-method';

const log = logger('payment-methods');
/** A second try with less time than this would not come to an end. */
const WORTH_A_TRY_MS = 1_000;

/** Has the gateway keep a card under the key that is written down already. No money is at stake: it may be repeated. */
@Injectable()
export class SaveAtGateway {
  constructor(
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    private readonly limits: GatewayLimits,
  ) {}

  get gatewayName(): string {
    return this.gateway.name;
  }

  /**
   * Undefined when the gateway came to no end by `deadlineMs` (of `performance.now()`), also at a second try.
   * @throws AppError as the gateway does, for data that cannot be a card or a token
   */
  async save(draft: MethodDraft, source: CardSource, deadlineMs: number): Promise<SaveMethodOutcome | undefined> {
    const first = await this.attempt(draft, source, deadlineMs);
    if (first || deadlineMs - performance.now() < WORTH_A_TRY_MS) return first;
    return this.attempt(draft, source, deadlineMs);
  }

  private async attempt(draft: MethodDraft, source: CardSource, deadlineMs: number) {
    const { id: methodId, accountId, customerReference } = draft;
    const known = customerReference === null ? {} : { customerReference };
    const patienceMs = Math.min(this.limits.timeoutMs, deadlineMs - performance.now());
    try {
      const idempotencyKey = methodKeyOf(methodId);
      return await within(
        patienceMs,
        this.gateway.saveMethod({ accountId, ...known, methodId, idempotencyKey, source }),
      );
    } catch (error) {
      const isPassing = error instanceof GatewayUnavailable || error instanceof OutOfTime;
      if (!isPassing) throw error;
      const trouble = error instanceof GatewayUnavailable ? error.trouble : 'time_out';
      log.warn({ methodId, trouble }, 'the gateway did not say whether it keeps a card');
      return undefined;
    }
  }
}
