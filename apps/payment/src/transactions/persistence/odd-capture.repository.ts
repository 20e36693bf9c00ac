import { Injectable } from '@nestjs/common';
import type { PaymentStatus } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { AuditFacts } from '../../audit-facts';
import type { PaymentFlag } from '../charged-payment';

export interface UnsettledPayment {
  id: string;
  invoiceId: string;
  subscriptionId: string | null;
  /** What was due, in minor units. */
  amountMinor: bigint;
  currency: string;
  status: PaymentStatus;
  flag: PaymentFlag | null;
  gatewayKey: string;
  gatewayReference: string | null;
  startedAt: Date;
}

export interface OddCapture {
  payment: UnsettledPayment;
  capturedMinor: bigint;
  gatewayReference: string;
  /** Of the movement's row: the payment's own id is taken when its failure was recorded before. */
  movementId: string;
  at: Instant;
  audit: AuditFacts;
}

interface Row {
  id: string;
  invoice_id: string;
  subscription_id: string | null;
  amount_minor: string;
  currency: string;
  status: PaymentStatus;
  flag: PaymentFlag | null;
  gateway_key: string;
  gateway_reference: string | null;
  started_at: Date;
}

const FIND = `
  SELECT id, invoice_id, subscription_id, amount_minor, currency, status, flag, gateway_key, gateway_reference, started_at
  FROM payment WHERE id = $1`;

/** The code of an earlier failure stays: the event that told of it may still be on its way. */
const CAPTURE = `
  WITH captured AS (
    UPDATE payment SET
      status = 'success', amount_minor = $2::bigint, gateway_reference = $3::text, flag = NULL, next_check_at = NULL,
      updated_at = $4::timestamptz, amount_reconciled = $2::bigint <> amount_minor,
      is_extra = $2::bigint < amount_minor OR EXISTS (
        SELECT 1 FROM payment AS other
        WHERE other.invoice_id = payment.invoice_id AND other.id <> payment.id AND NOT other.is_extra
          AND other.status IN ('pending', 'processing', 'success'))
    WHERE id = $1::uuid
    RETURNING id, account_id, invoice_id, currency, gateway),
  moved AS (
    INSERT INTO payment_transaction
      (id, account_id, payment_id, kind, status, amount_minor, currency, gateway, gateway_reference, created_at)
    SELECT $5::uuid, account_id, id, 'charge', 'success', $2::bigint, currency, gateway, $3::text, $4::timestamptz
    FROM captured),
  collected AS (
    UPDATE payment_request SET
      status = CASE WHEN amount_minor <= $2::bigint THEN 'paid' ELSE status END,
      amount_minor = CASE WHEN amount_minor <= $2::bigint THEN amount_minor ELSE amount_minor - $2::bigint END,
      updated_at = $4::timestamptz
    WHERE invoice_id = (SELECT invoice_id FROM captured) AND status <> 'paid')
  INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
  SELECT $6::uuid, id, $4::timestamptz, $7::text, $8::text, $9::jsonb, $10::jsonb FROM captured`;

/** Payments that the gateway took otherwise than was thought. Rare, and done under the payment's lock. */
@Injectable()
export class OddCaptureRepository {
  constructor(private readonly database: Database) {}

  async find(paymentId: string): Promise<UnsettledPayment | undefined> {
    const [row] = await this.database.query<Row>(FIND, [paymentId]);
    return row && toUnsettled(row);
  }

  /** Locks the payment until the open transaction ends. */
  async lock(paymentId: string): Promise<UnsettledPayment | undefined> {
    const [row] = await this.database.query<Row>(`${FIND} FOR UPDATE`, [paymentId]);
    return row && toUnsettled(row);
  }

  async capture({ payment, capturedMinor, gatewayReference, movementId, at, audit }: OddCapture): Promise<void> {
    const before = { status: payment.status, amount_minor: payment.amountMinor.toString(), flag: payment.flag };
    const after = { status: 'success', amount_minor: capturedMinor.toString(), flag: null };
    await this.database.query(CAPTURE, [
      payment.id,
      capturedMinor.toString(),
      gatewayReference,
      at.toDate(),
      movementId,
      audit.id,
      audit.actor,
      audit.requestId,
      JSON.stringify(before),
      JSON.stringify(after),
    ]);
  }
}

function toUnsettled(row: Row): UnsettledPayment {
  return {
    id: row.id,
    invoiceId: row.invoice_id,
    subscriptionId: row.subscription_id,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    status: row.status,
    flag: row.flag,
    gatewayKey: row.gateway_key,
    gatewayReference: row.gateway_reference,
    startedAt: row.started_at,
  };
}
