import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database, isUniqueViolation } from '@libs/persistence';
import type { KeyClaim, WireAnswer } from '../../key-claims/key-claims.api';
import { methodKeyOf, type MethodDraft } from '../payment-method';

export interface NewDraft {
  id: string;
  accountId: string;
  makeDefault: boolean | undefined;
  /** The charge that decides whether the card is kept. */
  paymentId: string | undefined;
  claim: KeyClaim | undefined;
  gateway: string;
  /** Billing time. */
  createdAt: Instant;
  /** Real time. */
  busyUntil: Instant;
}

/** How a draft ended that became no method. */
export interface DraftEnding {
  status: 'declined' | 'abandoned';
  failureCode?: string;
  answer?: WireAnswer;
}

interface DraftRow {
  id: string;
  account_id: string;
  make_default: boolean | null;
  customer_reference: string | null;
}

/** The account's row is made with its first draft: later changes wait for each other on it. */
const BEGIN = `
  WITH account AS (
    INSERT INTO payment_account (account_id, gateway) VALUES ($2, $3) ON CONFLICT (account_id) DO NOTHING),
  drafted AS (
    INSERT INTO payment_method
      (id, account_id, gateway, gateway_key, status, make_default, payment_id, idempotency_caller, idempotency_key,
       busy_until, created_at)
    VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7::text, $8::text, $9, $10)
    RETURNING id, account_id, make_default),
  claimed AS (
    INSERT INTO idempotency_key (caller, key, fingerprint)
    SELECT $7::text, $8::text, $11::bytea FROM drafted WHERE $8::text IS NOT NULL)
  SELECT drafted.*, (SELECT customer_reference FROM payment_account WHERE account_id = $2 AND gateway = $3)
  FROM drafted`;
/** Whoever repeats a request whose process died, or met a gateway that was away, goes on with the same draft and key. */
const TAKE_OVER = `
  UPDATE payment_method m SET busy_until = $4
  FROM idempotency_key k
  WHERE m.idempotency_key = $2 AND m.idempotency_caller = $1 AND m.status = 'pending'
    AND m.busy_until <= $3 AND k.caller = $1 AND k.key = $2 AND k.fingerprint = $5 AND k.status IS NULL
  RETURNING m.id, m.account_id, m.make_default,
    (SELECT customer_reference FROM payment_account a WHERE a.account_id = m.account_id AND a.gateway = m.gateway)`;
const LET_GO = `UPDATE payment_method SET busy_until = $2 WHERE id = $1 AND status = 'pending'`;
/** The key gets its answer, or is free again; what the gateway has of the card is to be forgotten. */
const END = `
  WITH ended AS (
    UPDATE payment_method SET status = $2, failure_code = $3 WHERE id = $1 AND status = 'pending'
    RETURNING idempotency_caller AS caller, idempotency_key AS key),
  answered AS (
    UPDATE idempotency_key k SET status = $4::smallint, body = $5::bytea FROM ended
    WHERE k.caller = ended.caller AND k.key = ended.key AND k.status IS NULL AND $4::smallint IS NOT NULL)
  DELETE FROM idempotency_key k USING ended
  WHERE k.caller = ended.caller AND k.key = ended.key AND k.status IS NULL AND $4::smallint IS NULL`;

/** Methods on their way to the gateway. */
@Injectable()
export class MethodDraftRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when the key of the request is taken. */
  async begin(draft: NewDraft): Promise<MethodDraft | undefined> {
    const { claim } = draft;
    const params = [
      draft.id,
      draft.accountId,
      draft.gateway,
      methodKeyOf(draft.id),
      draft.makeDefault ?? null,
      draft.paymentId ?? null,
      claim?.caller ?? null,
      claim?.key ?? null,
      draft.busyUntil.toDate(),
      draft.createdAt.toDate(),
      claim?.fingerprint ?? null,
    ];
    try {
      const [row] = await this.database.query<DraftRow>(BEGIN, params);
      return row && toDraft(row);
    } catch (error) {
      if (isUniqueViolation(error, 'idempotency_key_pkey')) return undefined;
      throw error;
    }
  }

  /** The draft of an earlier request with this key that nobody works on at `now`; from now on this caller does. */
  async takeOver({ caller, key, fingerprint }: KeyClaim, now: Instant, busyUntil: Instant) {
    const params = [caller, key, now.toDate(), busyUntil.toDate(), fingerprint];
    const [row] = await this.database.query<DraftRow>(TAKE_OVER, params);
    return row && toDraft(row);
  }

  /** Nobody works on it any more; a repeat of the request may. */
  async letGo(id: string, now: Instant): Promise<void> {
    await this.database.query(LET_GO, [id, now.toDate()]);
  }

  /** Without an answer the key of the request is given back. */
  async end(id: string, ending: DraftEnding): Promise<void> {
    const { status, failureCode = null, answer } = ending;
    await this.database.query(END, [id, status, failureCode, answer?.status ?? null, answer?.body ?? null]);
  }
}

function toDraft(row: DraftRow): MethodDraft {
  return {
    id: row.id,
    accountId: row.account_id,
    customerReference: row.customer_reference,
    makeDefault: row.make_default ?? undefined,
  };
}
