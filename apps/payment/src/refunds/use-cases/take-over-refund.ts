import { Injectable } from '@nestjs/common';
import { currentContext, logger, runInContext } from '@libs/observability';
import { Database, newId } from '@libs/persistence';
import { RecordReturn } from '../../transactions/transactions.api';
import { RefundRepository } from '../persistence/refund.repository';
import type { RefundAnswer, ToldRefund } from '../refund';
import { RecordRefund } from './record-refund';
import { WriteGatewayMadeRefund } from './write-gateway-made-refund';

const log = logger('refunds');
const NOT_CAPTURED = ['pending', 'processing', 'failed'];

/**
 * A refund that somebody made at the gateway itself, in its dashboard, is written down as it ended: refund, the payment's
 * sums and status, movement, message and audit rows commit together, once, whoever tells of it first.
 */
@Injectable()
export class TakeOverRefund {
  constructor(
    private readonly database: Database,
    private readonly refunds: RefundRepository,
    private readonly returns: RecordReturn,
    private readonly write: WriteGatewayMadeRefund,
    private readonly record: RecordRefund,
  ) {}

  /**
   * Says in a word what came of it. Nothing is written while it is on its way, of a payment that is not known as captured
   * (`not_captured`), nor when refunds would be more than was captured (`exceeds_payment`).
   */
  async execute(paymentId: string, told: ToldRefund): Promise<string> {
    const { outcome, refundReference } = told;
    if (outcome.status === 'processing') return 'noted';
    const requestId = currentContext()?.requestId ?? newId();
    const end = { ...outcome, refundReference };
    const result = await runInContext({ requestId, actor: 'gateway' }, () =>
      this.database.transaction(() => this.take(paymentId, told, end)),
    );
    log.warn({ paymentId, refundReference, result }, 'a refund was made at the gateway itself');
    return result;
  }

  private async take(paymentId: string, told: ToldRefund, end: RefundAnswer): Promise<string> {
    const payment = await this.returns.lock(paymentId);
    if (!payment || NOT_CAPTURED.includes(payment.status)) return 'not_captured';
    if (payment.currency !== told.currency) return 'other_currency';
    // Under the payment's lock: another event, or a reconciliation, may just have written it.
    const known = await this.refunds.told(told.refundReference, undefined);
    const refundId = known?.id ?? (await this.write.execute(paymentId, told));
    if (refundId === undefined) return 'exceeds_payment';
    return (await this.record.execute(refundId, end)) ? end.status : 'settled_before';
  }
}
