import { Injectable } from '@nestjs/common';
import type { RefundStatus } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { Refund, GatewayRefund } from '../refund';
import { REFUND_COLUMNS, REFUND_WITH_PAYMENT, toRefund, type RefundRow } from './refund-row';

type GatewayRow = RefundRow & { payment_id: string; charge_reference: string };

/** Committed before the gateway is called; whoever comes second finds it `processing` and leaves it alone. */
const BEGIN = `
  UPDATE refund SET status = 'processing', started_at = $2, next_check_at = $3
  FROM payment WHERE refund.id = $1 AND refund.status = 'pending' AND payment.id = refund.payment_id
  RETURNING ${REFUND_COLUMNS}, payment.gateway_reference AS charge_reference`;
/** Moved into the future by the claim: a worker that dies over a refund leaves it to the next one. */
const CLAIM_DUE = `
  UPDATE refund SET next_check_at = $2, checks = refund.checks + 1
  FROM payment
  WHERE payment.id = refund.payment_id AND refund.id IN (
    SELECT id FROM refund WHERE next_check_at <= $1 ORDER BY next_check_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING ${REFUND_COLUMNS}, payment.gateway_reference AS charge_reference`;
const CHECK_AT = `
  UPDATE refund SET next_check_at = $2, gateway_reference = COALESCE($3, gateway_reference)
  WHERE id = $1 AND status = 'processing'`;
const FINISH = `
  UPDATE refund SET status = $2, gateway_reference = COALESCE($3, gateway_reference), failure_code = $4,
    was_returned = $5, next_check_at = NULL, updated_at = $6
  WHERE id = $1`;

const TOLD = `
  SELECT ${REFUND_COLUMNS} FROM ${REFUND_WITH_PAYMENT}
  WHERE refund.gateway_reference = $1 OR (refund.id = $2::uuid AND refund.gateway_reference IS NULL)
  ORDER BY refund.gateway_reference LIMIT 1`;

/** Refunds as rows: read, claimed by whoever sends or asks, and brought to their end. */
@Injectable()
export class RefundRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Refund | undefined> {
    const text = `SELECT ${REFUND_COLUMNS} FROM ${REFUND_WITH_PAYMENT} WHERE refund.id = $1`;
    const [row] = await this.database.query<RefundRow>(text, [id]);
    return row && toRefund(row);
  }

  /** By the gateway's name for it, or by ours while the gateway's is not known here. */
  async told(gatewayReference: string, id: string | undefined): Promise<Refund | undefined> {
    const [row] = await this.database.query<RefundRow>(TOLD, [gatewayReference, id ?? null]);
    return row && toRefund(row);
  }

  /** Locks the refund until the open transaction ends; its payment is locked before. */
  async lock(id: string): Promise<Refund | undefined> {
    const text = `SELECT ${REFUND_COLUMNS} FROM ${REFUND_WITH_PAYMENT} WHERE refund.id = $1 FOR UPDATE OF refund`;
    const [row] = await this.database.query<RefundRow>(text, [id]);
    return row && toRefund(row);
  }

  /** The oldest first. */
  async ofPayments(paymentIds: readonly string[]): Promise<Refund[]> {
    const rows = await this.database.query<RefundRow>(
      `SELECT ${REFUND_COLUMNS} FROM ${REFUND_WITH_PAYMENT} WHERE refund.payment_id = ANY($1::uuid[])
       ORDER BY refund.id`,
      [paymentIds],
    );
    return rows.map(toRefund);
  }

  /** Undefined when it was sent before. Both times are real. */
  async begin(id: string, startedAt: Instant, nextCheckAt: Instant): Promise<GatewayRefund | undefined> {
    const [row] = await this.database.query<GatewayRow>(BEGIN, [id, startedAt.toDate(), nextCheckAt.toDate()]);
    return row && toGatewayRefund(row);
  }

  /** Refunds whose next look is due at `now`, nobody else's until `leaseEnd` (both real time). */
  async claimDue(now: Instant, leaseEnd: Instant, limit: number): Promise<GatewayRefund[]> {
    const rows = await this.database.query<GatewayRow>(CLAIM_DUE, [now.toDate(), leaseEnd.toDate(), limit]);
    return rows.map(toGatewayRefund);
  }

  async checkAt(id: string, nextCheckAt: Instant, gatewayReference?: string): Promise<void> {
    await this.database.query(CHECK_AT, [id, nextCheckAt.toDate(), gatewayReference ?? null]);
  }

  async finish(end: RefundEnd, at: Instant): Promise<void> {
    const { id, status, gatewayReference, failureCode, wasReturned } = end;
    const params = [id, status, gatewayReference ?? null, failureCode ?? null, wasReturned, at.toDate()];
    await this.database.query(FINISH, params);
  }
}

export interface RefundEnd {
  id: string;
  status: RefundStatus;
  gatewayReference?: string | undefined;
  failureCode?: string | undefined;
  wasReturned: boolean;
}

function toGatewayRefund(row: GatewayRow): GatewayRefund {
  return { ...toRefund(row), paymentId: row.payment_id, chargeReference: row.charge_reference };
}
