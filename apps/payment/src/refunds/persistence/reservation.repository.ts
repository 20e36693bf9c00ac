import { Injectable } from '@nestjs/common';
import type { PaymentStatus } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { AuditFacts } from '../../audit-facts';
import { refundKeyOf, type RefundOrder } from '../refund';

/** A payment as somebody sees it who wants money of it back; amounts in minor units. */
export interface RefundablePayment {
  id: string;
  status: PaymentStatus;
  currency: string;
  capturedMinor: bigint;
  /** Made, and on their way. */
  reservedMinor: bigint;
  chargedBackMinor: bigint;
}

export interface Reservation {
  order: RefundOrder;
  /** Billing time. */
  at: Instant;
  /** Real time from which on a worker sends it if nobody has. */
  nextCheckAt: Instant;
  message: object & { id: string };
  audit: AuditFacts;
}

export interface UnmadeRefund {
  id: string;
  accountId: string;
  invoiceId: string;
  creditNoteId: string;
  amountMinor: bigint;
  currency: string;
  reason: string | null;
  origin: string;
  at: Instant;
}

/**
 * Promise 22: the condition and the sum are one statement, so of refunds that arrive together each sees what the others
 * took. The refund, its message and the audit row are written if, and only if, the payment had enough left.
 */
const RESERVE = `
  WITH reserved AS (
    UPDATE payment SET refunded_minor = refunded_minor + $2::bigint, updated_at = $3::timestamptz
    WHERE id = $1::uuid AND status IN ('success', 'partially_refunded')
      AND amount_minor - refunded_minor - charged_back_minor >= $2::bigint
    RETURNING id, account_id, invoice_id, currency, refunded_minor),
  ordered AS (
    INSERT INTO refund
      (id, payment_id, account_id, invoice_id, credit_note_id, amount_minor, currency, reason, status, origin,
       gateway_key, next_check_at, created_at, updated_at)
    SELECT $4::uuid, id, account_id, invoice_id, $5::uuid, $2::bigint, currency, $6::text, 'pending', $7::text,
           $8::text, $9::timestamptz, $3::timestamptz, $3::timestamptz
    FROM reserved),
  told AS (
    INSERT INTO outbox_message (id, queue, envelope)
    SELECT $10::uuid, 'q:pay:refund_initiation', $11::jsonb FROM reserved),
  audited AS (
    INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
    SELECT $12::uuid, id, $3::timestamptz, $13::text, $14::text,
           jsonb_build_object('refunded_minor', refunded_minor - $2::bigint),
           jsonb_build_object('refunded_minor', refunded_minor, 'refund_id', $4::uuid, 'event', 'refund_requested')
    FROM reserved)
  SELECT id FROM reserved`;

const UNMADE = `
  INSERT INTO refund
    (id, account_id, invoice_id, credit_note_id, amount_minor, currency, reason, status, failure_code, origin,
     gateway_key, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'failed', 'nothing_to_refund', $8, $9, $10, $10)`;

/** Sets money of a payment aside for a refund. */
@Injectable()
export class ReservationRepository {
  constructor(private readonly database: Database) {}

  async payment(paymentId: string): Promise<RefundablePayment | undefined> {
    const [row] = await this.database.query<Record<string, string> & { status: PaymentStatus }>(
      `SELECT id, status, currency, amount_minor, refunded_minor, charged_back_minor FROM payment WHERE id = $1`,
      [paymentId],
    );
    return (
      row && {
        id: paymentId,
        status: row.status,
        currency: row['currency'] ?? '',
        capturedMinor: BigInt(row['amount_minor'] ?? 0),
        reservedMinor: BigInt(row['refunded_minor'] ?? 0),
        chargedBackMinor: BigInt(row['charged_back_minor'] ?? 0),
      }
    );
  }

  /** False, and nothing written, when the payment has less left than that, or cannot be refunded. */
  async reserve({ order, at, nextCheckAt, message, audit }: Reservation): Promise<boolean> {
    const rows = await this.database.named('refund_reserve', RESERVE, [
      order.paymentId,
      order.amountMinor.toString(),
      at.toDate(),
      order.id,
      order.creditNoteId,
      order.reason,
      order.origin,
      refundKeyOf(order.id),
      nextCheckAt.toDate(),
      message.id,
      JSON.stringify(message),
      audit.id,
      audit.actor,
      audit.requestId,
    ]);
    if (rows.length > 0) this.database.outboxGrew();
    return rows.length > 0;
  }

  /** What a credit note wants back and no payment holds: written as failed, so that it is told. */
  async writeUnmade(refund: UnmadeRefund): Promise<void> {
    await this.database.query(UNMADE, [
      refund.id,
      refund.accountId,
      refund.invoiceId,
      refund.creditNoteId,
      refund.amountMinor.toString(),
      refund.currency,
      refund.reason,
      refund.origin,
      refundKeyOf(refund.id),
      refund.at.toDate(),
    ]);
  }

  async isCreditNoteKnown(creditNoteId: string): Promise<boolean> {
    const text = `SELECT 1 FROM refund WHERE credit_note_id = $1 LIMIT 1`;
    return (await this.database.query(text, [creditNoteId])).length > 0;
  }
}
