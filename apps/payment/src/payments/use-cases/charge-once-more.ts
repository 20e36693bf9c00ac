import { Injectable } from '@nestjs/common';
import type { PaymentRequestPayload } from '@libs/dto';
import { logger } from '@libs/observability';
import { Database, Outbox } from '@libs/persistence';
import { neverCharged, RecordTransaction } from '../../transactions/transactions.api';
import type { Payment, PaymentRequest } from '../payment';
import { PaymentRequestRepository } from '../persistence/payment-request.repository';

const log = logger('payments');
const SUFFIX = '-again';
/** Of a whole key; the suffix must fit in. */
const KEY_LENGTH_MAX = 100;

/**
 * An automatic charge that never reached the gateway, because a process or a line died, says nothing about the card: it is
 * ordered once more as an attempt of its own, before anybody is told of a failure. The first one's key is burned by then.
 */
@Injectable()
export class ChargeOnceMore {
  constructor(
    private readonly database: Database,
    private readonly requests: PaymentRequestRepository,
    private readonly transactions: RecordTransaction,
    private readonly outbox: Outbox,
  ) {}

  /** Records that nothing was charged; false when somebody recorded an outcome before. */
  async settle(payment: Payment): Promise<boolean> {
    return this.database.transaction(async () => {
      const request = isWorthIt(payment) ? await this.requests.find(payment.invoiceId) : undefined;
      const isOrdered = request?.status === 'due';
      const verdict = neverCharged('gateway_no_record', !isOrdered);
      if (!(await this.transactions.settle({ payment, verdict }))) return false;
      if (isOrdered) {
        await this.outbox.add([orderOf(payment, request)]);
        log.warn({ paymentId: payment.id }, 'a charge never reached the gateway; it is ordered once more');
      }
      return true;
    });
  }
}

/** Once: what is lost twice is trouble that somebody should hear of. */
function isWorthIt({ chargeKey }: Payment): boolean {
  return chargeKey !== null && !chargeKey.endsWith(SUFFIX) && chargeKey.length + SUFFIX.length <= KEY_LENGTH_MAX;
}

function orderOf({ id, chargeKey, paymentMethodId }: Payment, request: PaymentRequest) {
  const payload: PaymentRequestPayload = {
    invoice_id: request.invoiceId,
    subscription_id: request.subscriptionId,
    account_id: request.accountId,
    user_id: request.userId,
    amount_minor: request.amountMinor.toString(),
    currency: request.currency,
    status: request.status,
    version: request.version,
    charge: { key: `${chargeKey}${SUFFIX}`, payment_method_id: paymentMethodId },
  };
  return {
    queue: 'q:sub:payment_initiation',
    action: 'retry',
    correlationId: request.subscriptionId ?? request.invoiceId,
    idempotencyKey: `charge-once-more-${id}`,
    payload,
  };
}
