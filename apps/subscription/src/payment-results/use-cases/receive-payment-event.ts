import { Injectable } from '@nestjs/common';
import type { PaymentEvent } from '@libs/dto';
import { AppError } from '@libs/errors';
import { currentContext, logger, runInContext } from '@libs/observability';
import { Database, newId } from '@libs/persistence';
import { PaymentEventRepository } from '../persistence/payment-event.repository';
import { toldResult } from '../told-result';
import { ApplyPaymentEvent, type OtherPaymentEvent } from './apply-payment-event';
import { ReceivePaymentResult } from './receive-payment-result';

const log = logger('payment-results');

/** The door for whatever the payment service tells, once each: the record of an event and its effect commit together. */
@Injectable()
export class ReceivePaymentEvent {
  constructor(
    private readonly database: Database,
    private readonly events: PaymentEventRepository,
    private readonly results: ReceivePaymentResult,
    private readonly apply: ApplyPaymentEvent,
  ) {}

  /**
   * `repeated`: told before, nothing done; `ignored`: of a type this version does not know.
   * @throws AppError `webhook_rejected`: it does not fit, nothing has changed
   */
  async run(event: PaymentEvent): Promise<string> {
    if (event.type === 'unknown') return 'ignored';
    if (event.type === 'payment') return this.results.run(toldResult(event));
    const requestId = currentContext()?.requestId ?? newId();
    return runInContext({ requestId, actor: 'service:payment' }, () => this.receive(event));
  }

  private async receive(event: OtherPaymentEvent): Promise<string> {
    const facts = { event_id: event.event_id, type: event.type };
    try {
      const effect = await this.database.transaction(async () => {
        if (!(await this.events.isNew(event.event_id))) return 'repeated';
        return (await this.apply.run(event)) ? 'applied' : 'repeated';
      });
      log.info({ ...facts, effect }, 'payment event');
      return effect;
    } catch (error) {
      if (error instanceof AppError)
        log.warn({ ...facts, code: error.code, reason: error.facts.reason }, 'payment event refused');
      throw error;
    }
  }
}
