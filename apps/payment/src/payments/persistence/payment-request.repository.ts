import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { PaymentRequest } from '../payment';
import { toRequest, type RequestRow } from './request-row';

/** Paid is final here: a payment made it so, and no older or slower message takes it back. */
const UPSERT = `
  INSERT INTO payment_request
    (invoice_id, account_id, user_id, subscription_id, amount_minor, currency, status, version, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (invoice_id) DO UPDATE SET
    account_id = excluded.account_id, user_id = excluded.user_id, subscription_id = excluded.subscription_id,
    amount_minor = excluded.amount_minor, currency = excluded.currency, status = excluded.status,
    version = excluded.version, updated_at = excluded.updated_at
  WHERE payment_request.version < excluded.version AND payment_request.status <> 'paid'
  RETURNING 1`;

const FIND = `
  SELECT invoice_id, account_id, user_id, subscription_id, amount_minor, currency, status, version
  FROM payment_request WHERE invoice_id = $1`;

@Injectable()
export class PaymentRequestRepository {
  constructor(private readonly database: Database) {}

  /** False when what is stored is newer, or paid already. */
  async keep(request: PaymentRequest, now: Instant): Promise<boolean> {
    const rows = await this.database.named('payment_request_keep', UPSERT, [
      request.invoiceId,
      request.accountId,
      request.userId,
      request.subscriptionId,
      request.amountMinor.toString(),
      request.currency,
      request.status,
      request.version,
      now.toDate(),
    ]);
    return rows.length > 0;
  }

  async find(invoiceId: string): Promise<PaymentRequest | undefined> {
    const [row] = await this.database.query<RequestRow>(FIND, [invoiceId]);
    return row && toRequest(row);
  }
}
