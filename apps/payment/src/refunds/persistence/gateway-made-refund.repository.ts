import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { AuditFacts } from '../../audit-facts';
import { GATEWAY_ORIGIN, MADE_AT_GATEWAY, refundKeyOf, type ToldRefund } from '../refund';

export interface GatewayMadeRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly told: ToldRefund;
  /** Billing time. */
  readonly at: Instant;
  /** Real time. */
  readonly heardAt: Instant;
  readonly audit: AuditFacts;
}

/**
 * As `RESERVE`, but nothing is to be sent, and the money is gone: also of a payment that is contested, or was charged back.
 * Nobody asks after it (`next_check_at`), since its end is recorded in the same transaction.
 */
const WRITE = `
  WITH reserved AS (
    UPDATE payment SET refunded_minor = refunded_minor + $2::bigint, updated_at = $3::timestamptz
    WHERE id = $1::uuid AND amount_minor - refunded_minor >= $2::bigint
    RETURNING id, account_id, invoice_id, currency, refunded_minor),
  written AS (
    INSERT INTO refund
      (id, payment_id, account_id, invoice_id, amount_minor, currency, reason, status, origin, gateway_key,
       gateway_reference, started_at, created_at, updated_at)
    SELECT $4::uuid, id, account_id, invoice_id, $2::bigint, currency, $5::text, 'processing', '${GATEWAY_ORIGIN}' || $6::text,
           $7::text, $6::text, $8::timestamptz, $3::timestamptz, $3::timestamptz
    FROM reserved),
  audited AS (
    INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
    SELECT $9::uuid, id, $3::timestamptz, $10::text, $11::text,
           jsonb_build_object('refunded_minor', refunded_minor - $2::bigint),
           jsonb_build_object('refunded_minor', refunded_minor, 'refund_id', $4::uuid, 'event', 'refund_made_at_gateway')
    FROM reserved)
  SELECT id FROM reserved`;

/** Refunds that nobody asked for here. */
@Injectable()
export class GatewayMadeRefundRepository {
  constructor(private readonly database: Database) {}

  /** Under the payment's lock. False, and nothing written, when refunds would be more than was captured. */
  async write({ id, paymentId, told, at, heardAt, audit }: GatewayMadeRefund): Promise<boolean> {
    const rows = await this.database.query(WRITE, [
      paymentId,
      told.amountMinor.toString(),
      at.toDate(),
      id,
      MADE_AT_GATEWAY,
      told.refundReference,
      refundKeyOf(id),
      heardAt.toDate(),
      audit.id,
      audit.actor,
      audit.requestId,
    ]);
    return rows.length > 0;
  }
}
