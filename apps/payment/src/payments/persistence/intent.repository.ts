import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database, isUniqueViolation } from '@libs/persistence';
import type { AuditFacts } from '../../audit-facts';
import type { KeyClaim } from '../../key-claims/key-claims.api';
import type { PaidThing } from '../payment';

export interface Intent {
  paymentId: string;
  paid: PaidThing;
  /** A customer's own account; undefined for staff, who may pay for any. */
  accountId: string | undefined;
  amountMinor: bigint;
  currency: string;
  gateway: string;
  gatewayKey: string;
  paymentMethodId: string | null;
  claim: KeyClaim | undefined;
  /** Billing time. */
  createdAt: Instant;
  /** Real time: when the call begins, and when the worker asks if nobody has recorded an outcome by then. */
  startedAt: Instant;
  nextCheckAt: Instant;
  audit: AuditFacts;
}

export interface IntentRow {
  invoice_id: string;
  account_id: string;
  subscription_id: string | null;
  user_id: number | null;
  amount_minor: string;
  currency: string;
  status: 'due' | 'paid' | 'void';
  /** Another payment of the invoice is alive. */
  busy: boolean;
  /** This payment was written down and may go to the gateway. */
  taken: boolean;
}

export type IntentResult =
  | { kind: 'request'; row: IntentRow }
  | { kind: 'unknown' }
  | { kind: 'busy' }
  | { kind: 'key_taken' };

/**
 * One statement: the request's row is locked, so that a void waits or is seen; the payment and the claim of the key are
 * plain inserts, so that whoever comes second in either breaks the whole statement and leaves nothing.
 */
const intentBy = (condition: string) => `
  WITH request AS (
    SELECT invoice_id, account_id, user_id, subscription_id, amount_minor, currency, status
    FROM payment_request
    WHERE ${condition} AND ($3::uuid IS NULL OR account_id = $3::uuid)
    ORDER BY status = 'due' DESC, (amount_minor, currency) = ($4::bigint, $5::text) DESC, invoice_id DESC
    LIMIT 1 FOR UPDATE),
  looked AS (
    SELECT request.*, EXISTS (
      SELECT 1 FROM payment
      WHERE payment.invoice_id = request.invoice_id AND status IN ('pending', 'processing', 'success')
        AND NOT is_extra) AS busy
    FROM request),
  taken AS (
    INSERT INTO payment
      (id, account_id, invoice_id, subscription_id, user_id, amount_minor, currency, status, gateway, gateway_key,
       idempotency_caller, idempotency_key, started_at, next_check_at, created_at, updated_at, payment_method_id)
    SELECT $6::uuid, account_id, invoice_id, subscription_id, user_id, amount_minor, currency, 'processing', $7::text,
      $8::text, $9::text, $10::text, $11::timestamptz, $12::timestamptz, $13::timestamptz, $13::timestamptz, $18::uuid
    FROM looked
    WHERE status = 'due' AND NOT busy AND amount_minor = $4::bigint AND currency = $5::text
    RETURNING id, status),
  claimed AS (
    INSERT INTO idempotency_key (caller, key, fingerprint)
    SELECT $9::text, $10::text, $14::bytea FROM taken WHERE $10::text IS NOT NULL),
  audited AS (
    INSERT INTO payment_audit (id, payment_id, at, actor, request_id, before, after)
    SELECT $15::uuid, id, $13::timestamptz, $16::text, $17::text, NULL, jsonb_build_object('status', status)
    FROM taken)
  SELECT looked.*, EXISTS (SELECT 1 FROM taken) AS taken FROM looked`;

const BY_INVOICE = intentBy(`invoice_id = $1::uuid AND ($2::uuid IS NULL OR subscription_id = $2::uuid)`);
const BY_SUBSCRIPTION = intentBy(`$1::uuid IS NULL AND subscription_id = $2::uuid`);

@Injectable()
export class IntentRepository {
  constructor(private readonly database: Database) {}

  /** Writes a payment down before the gateway is called, if exactly this amount is due and nobody else is paying it. */
  async take(intent: Intent): Promise<IntentResult> {
    const isByInvoice = intent.paid.invoiceId !== undefined;
    try {
      const [row] = await this.database.named<IntentRow>(
        isByInvoice ? 'payment_intent_by_invoice' : 'payment_intent_by_subscription',
        isByInvoice ? BY_INVOICE : BY_SUBSCRIPTION,
        paramsOf(intent),
      );
      return row ? { kind: 'request', row } : { kind: 'unknown' };
    } catch (error) {
      if (isUniqueViolation(error, 'payment_one_live_per_invoice')) return { kind: 'busy' };
      if (isUniqueViolation(error, 'idempotency_key_pkey')) return { kind: 'key_taken' };
      throw error;
    }
  }
}

function paramsOf({ paid, claim, audit, ...intent }: Intent): unknown[] {
  return [
    paid.invoiceId ?? null,
    paid.subscriptionId ?? null,
    intent.accountId ?? null,
    intent.amountMinor.toString(),
    intent.currency,
    intent.paymentId,
    intent.gateway,
    intent.gatewayKey,
    claim?.caller ?? null,
    claim?.key ?? null,
    intent.startedAt.toDate(),
    intent.nextCheckAt.toDate(),
    intent.createdAt.toDate(),
    claim?.fingerprint ?? null,
    audit.id,
    audit.actor,
    audit.requestId,
    intent.paymentMethodId,
  ];
}
