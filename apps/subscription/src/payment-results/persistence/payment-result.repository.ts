import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import { consumeOnce } from '@libs/queue';
import type { PaymentResult } from '../../subscriptions/subscriptions.api';

/** A payment's outcome with the event that told it. */
export interface ToldResult extends PaymentResult {
  readonly eventId: string;
  readonly gatewayReference?: string | undefined;
  readonly occurredAt?: Instant | undefined;
}

const CONSUMER = 'payment-results';
const INSERT = `
  INSERT INTO payment_result (event_id, transaction_id, subscription_id, invoice_id, account_id, status, amount, currency,
    gateway_reference, failure_code, occurred_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT DO NOTHING RETURNING 1`;

@Injectable()
export class PaymentResultRepository {
  constructor(private readonly database: Database) {}

  /**
   * True when neither this event nor, for a success, its transaction was told before. Runs in the transaction of the
   * effect: a second delivery at the same moment waits for the first to commit.
   */
  async isNew(told: ToldResult): Promise<boolean> {
    if (!(await consumeOnce(this.database, CONSUMER, told.eventId))) return false;
    const rows = await this.database.named('payment_result_insert', INSERT, [
      told.eventId,
      told.transactionId,
      told.subscriptionId,
      told.invoiceId ?? null,
      told.accountId ?? null,
      told.status,
      String(told.amount),
      told.currency,
      told.gatewayReference ?? null,
      told.failureCode ?? null,
      told.occurredAt?.toDate() ?? null,
    ]);
    return rows.length > 0;
  }
}
