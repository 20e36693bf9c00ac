import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { PaymentStatus } from '@libs/billing/payment';
import type { Payment } from '../payment';
import { PAYMENT_COLUMNS, toPayment, type PaymentRow } from './payment-row';

export interface PaymentFilter {
  accountId?: string | undefined;
  invoiceId?: string | undefined;
  subscriptionId?: string | undefined;
  status?: PaymentStatus | undefined;
}

/** By way of the account, whose payments have an index. */
const PAGE = `
  SELECT ${PAYMENT_COLUMNS} FROM payment
  WHERE ($1::uuid IS NULL OR account_id = $1)
    AND ($2::uuid IS NULL
      OR invoice_id = $2 AND account_id = (SELECT account_id FROM payment_request WHERE invoice_id = $2))
    AND ($3::uuid IS NULL
      OR subscription_id = $3 AND account_id = (SELECT account_id FROM payment_request WHERE subscription_id = $3 LIMIT 1))
    AND ($4::text IS NULL OR status = $4) AND ($5::uuid IS NULL OR id < $5)
  ORDER BY id DESC LIMIT $6`;

/** Moved into the future by the claim: a worker that dies over a payment leaves it to the next one. */
const CLAIM_DUE = `
  UPDATE payment SET next_check_at = $2, checks = checks + 1
  WHERE id IN (
    SELECT id FROM payment WHERE next_check_at <= $1 ORDER BY next_check_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING ${PAYMENT_COLUMNS}`;

/** Reads payments, and hands out those whose outcome has to be asked for. */
@Injectable()
export class PaymentRepository {
  constructor(private readonly database: Database) {}

  /** `accountId` narrows to one account's payments; without it any is found. */
  async find(id: string, accountId?: string): Promise<Payment | undefined> {
    const text = `SELECT ${PAYMENT_COLUMNS} FROM payment WHERE id = $1 AND ($2::uuid IS NULL OR account_id = $2)`;
    const [row] = await this.database.named<PaymentRow>('payment_find', text, [id, accountId ?? null]);
    return row && toPayment(row);
  }

  async findByReference(gatewayReference: string): Promise<Payment | undefined> {
    const text = `SELECT ${PAYMENT_COLUMNS} FROM payment WHERE gateway_reference = $1 ORDER BY id DESC LIMIT 1`;
    const [row] = await this.database.query<PaymentRow>(text, [gatewayReference]);
    return row && toPayment(row);
  }

  /** The last payment that was made with an Idempotency-Key. */
  async findByKey(caller: string, key: string): Promise<Payment | undefined> {
    const [row] = await this.database.query<PaymentRow>(
      `SELECT ${PAYMENT_COLUMNS} FROM payment WHERE idempotency_key = $2 AND idempotency_caller = $1
       ORDER BY id DESC LIMIT 1`,
      [caller, key],
    );
    return row && toPayment(row);
  }

  /** Newest first, one more than `limit` when there is more. */
  async page(filter: PaymentFilter, limit: number, beforeId?: string): Promise<Payment[]> {
    const { accountId, invoiceId, subscriptionId, status } = filter;
    const wanted = [accountId, invoiceId, subscriptionId, status, beforeId].map((value) => value ?? null);
    const rows = await this.database.query<PaymentRow>(PAGE, [...wanted, limit + 1]);
    return rows.map(toPayment);
  }

  /** Payments whose next look is due at `now`, nobody else's until `leaseEnd` (both real time). */
  async claimDue(now: Instant, leaseEnd: Instant, limit: number): Promise<Payment[]> {
    const params = [now.toDate(), leaseEnd.toDate(), limit];
    const rows = await this.database.named<PaymentRow>('payment_claim_due', CLAIM_DUE, params);
    return rows.map(toPayment);
  }
}
