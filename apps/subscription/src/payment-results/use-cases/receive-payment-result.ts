import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { currentContext, logger, runInContext } from '@libs/observability';
import { Database, newId } from '@libs/persistence';
import type { PaymentResultEffect } from '../../subscriptions/subscriptions.api';
import { PaymentResultRepository, type ToldResult } from '../persistence/payment-result.repository';
import { ApplyResult } from './apply-result';

const log = logger('payment-results');

/** Takes what the payment service tells, once: the record of the event and its effect commit together (promise 34). */
@Injectable()
export class ReceivePaymentResult {
  constructor(
    private readonly database: Database,
    private readonly results: PaymentResultRepository,
    private readonly apply: ApplyResult,
  ) {}

  /** `repeated`: told before, nothing done. @throws AppError `webhook_rejected`: it does not fit, nothing has changed */
  async run(told: ToldResult): Promise<PaymentResultEffect | 'repeated'> {
    const requestId = currentContext()?.requestId ?? newId();
    return runInContext({ requestId, actor: 'service:payment' }, () => this.receive(told));
  }

  private async receive(told: ToldResult): Promise<PaymentResultEffect | 'repeated'> {
    const facts = { event_id: told.eventId, transaction_id: told.transactionId, status: told.status };
    try {
      const effect = await this.database.transaction(async () => {
        if (!(await this.results.isNew(told))) return 'repeated';
        return this.apply.run(told);
      });
      log.info({ ...facts, effect }, 'payment result');
      return effect;
    } catch (error) {
      if (error instanceof AppError)
        log.warn({ ...facts, code: error.code, reason: error.facts.reason }, 'payment result refused');
      throw error;
    }
  }
}
