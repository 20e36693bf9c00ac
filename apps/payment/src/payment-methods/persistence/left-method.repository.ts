import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { MethodReference } from '../../gateways/gateway';
import type { MethodDraft, SavedMethod } from '../payment-method';

export interface LeftDraft {
  id: string;
  /** Of the charge that decides; null when there is none. */
  paymentStatus: string | null;
}

interface NotedRow {
  id: string;
  account_id: string;
  make_default: boolean | null;
  known_customer: string | null;
  customer_reference: string | null;
  method_reference: string | null;
  brand: string | null;
  last4: string | null;
  exp_month: number | null;
  exp_year: number | null;
}

const NOTE = `
  UPDATE payment_method SET customer_reference = $2, method_reference = $3, brand = $4, last4 = $5, exp_month = $6, exp_year = $7
  WHERE id = $1 AND status = 'pending'`;
const FIND_NOTED = `
  SELECT m.id, m.account_id, m.make_default, a.customer_reference AS known_customer,
    m.customer_reference, m.method_reference, m.brand, m.last4, m.exp_month, m.exp_year
  FROM payment_method m JOIN payment_account a USING (account_id) WHERE m.id = $1 AND m.status = 'pending'`;
/** Those of a charge as soon as it has an outcome; the others when nobody can repeat their request any more. */
const CLAIM_LEFT = `
  WITH due AS (
    SELECT m.id, p.status AS payment_status
    FROM payment_method m LEFT JOIN payment p ON p.id = m.payment_id
    WHERE m.status = 'pending' AND m.busy_until <= $1
      AND CASE WHEN m.payment_id IS NULL THEN m.busy_until <= $1 - interval '24 hours'
               ELSE p.status IS DISTINCT FROM 'processing' END
    ORDER BY m.busy_until LIMIT $3 FOR UPDATE OF m SKIP LOCKED)
  UPDATE payment_method m SET busy_until = $2 FROM due WHERE m.id = due.id RETURNING m.id, due.payment_status`;
const TO_FORGET = `
  SELECT id, customer_reference, method_reference FROM payment_method
  WHERE status IN ('declined', 'abandoned', 'deleted') AND NOT is_forgotten AND method_reference IS NOT NULL
  ORDER BY id LIMIT $1`;
const FORGOTTEN = `UPDATE payment_method SET is_forgotten = true WHERE id = $1`;

/** Drafts that somebody else has to end, and methods that are over. */
@Injectable()
export class LeftMethodRepository {
  constructor(private readonly database: Database) {}

  /** Keeps what the gateway calls the card, while a charge decides whether it stays. */
  async note(id: string, saved: SavedMethod): Promise<void> {
    const { card } = saved;
    const params = [
      id,
      saved.customerReference,
      saved.methodReference,
      card.brand,
      card.last4,
      card.expMonth,
      card.expYear,
    ];
    await this.database.query(NOTE, params);
  }

  /** A draft, and what the gateway said of it if it did. */
  async findNoted(id: string): Promise<{ draft: MethodDraft; saved: SavedMethod | undefined } | undefined> {
    const [row] = await this.database.query<NotedRow>(FIND_NOTED, [id]);
    return row && { draft: draftOf(row), saved: savedOf(row) };
  }

  /** Drafts that nobody will end but a worker, nobody else's until `leaseEnd` (both real time). */
  async claimLeft(now: Instant, leaseEnd: Instant, limit: number): Promise<LeftDraft[]> {
    type Row = { id: string; payment_status: string | null };
    const rows = await this.database.query<Row>(CLAIM_LEFT, [now.toDate(), leaseEnd.toDate(), limit]);
    return rows.map((row) => ({ id: row.id, paymentStatus: row.payment_status }));
  }

  async toForget(limit: number): Promise<(MethodReference & { id: string })[]> {
    type Row = { id: string; customer_reference: string; method_reference: string };
    const rows = await this.database.query<Row>(TO_FORGET, [limit]);
    return rows.map((row) => ({
      id: row.id,
      customerReference: row.customer_reference,
      methodReference: row.method_reference,
    }));
  }

  async markForgotten(id: string): Promise<void> {
    await this.database.query(FORGOTTEN, [id]);
  }
}

function draftOf(row: NotedRow): MethodDraft {
  return {
    id: row.id,
    accountId: row.account_id,
    customerReference: row.known_customer,
    makeDefault: row.make_default ?? undefined,
  };
}

function savedOf(row: NotedRow): SavedMethod | undefined {
  const { customer_reference: customerReference, method_reference: methodReference, brand, last4 } = row;
  if (customerReference === null || methodReference === null || brand === null || last4 === null) return undefined;
  const card = { brand, last4, expMonth: row.exp_month ?? 0, expYear: row.exp_year ?? 0 };
  return { status: 'saved', customerReference, methodReference, card };
}
