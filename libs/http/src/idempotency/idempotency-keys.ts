import { AppError } from '@libs/errors';
import type { Sql } from '@libs/persistence';

export interface IdempotencyRequest {
  caller: string;
  key: string;
  fingerprint: Buffer;
}

export interface StoredAnswer {
  status: number;
  body: Buffer;
}

const LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || chr(31) || $2, 0)) AS locked`;
const FIND = `
  SELECT fingerprint, status, body FROM idempotency_key
  WHERE caller = $1 AND key = $2 AND created_at > clock_timestamp() - interval '24 hours'`;
const STORE = `
  INSERT INTO idempotency_key (caller, key, fingerprint, status, body) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (caller, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body, created_at = excluded.created_at
  WHERE idempotency_key.created_at <= clock_timestamp() - interval '24 hours'`;

/** @throws AppError `idempotency_key_invalid` */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(header)) throw new AppError('idempotency_key_invalid');
  return header;
}

/** What makes a request the same request, beside the bytes of its body: its method and its path with the query. */
export function sameRequest(method: string, url: string): string {
  return `${method} ${url.replace(/\/(?=\?|$)/, '')}`;
}

/**
 * Must run in the transaction of the effect: the advisory lock holds until its end, so that a second request with the
 * key is told to wait while the first is running, and finds either its answer or nothing at all after a crash.
 * @throws AppError `idempotency_in_progress`, `idempotency_key_reused`
 */
export async function claimKey(tx: Sql, request: IdempotencyRequest): Promise<StoredAnswer | undefined> {
  const [lock] = await tx.named<{ locked: boolean }>('idempotency_lock', LOCK, [request.caller, request.key]);
  if (!lock?.locked) throw new AppError('idempotency_in_progress', { retryAfterSeconds: 1 });
  // A statement of its own: the lock statement's snapshot may be older than the first request's commit.
  return findAnswer(tx, request);
}

/** @throws AppError `idempotency_key_reused` when the key belongs to another request */
export async function findAnswer(sql: Sql, request: IdempotencyRequest): Promise<StoredAnswer | undefined> {
  type Row = { fingerprint: Buffer; status: number; body: Buffer };
  const [row] = await sql.named<Row>('idempotency_find', FIND, [request.caller, request.key]);
  if (!row) return undefined;
  if (!row.fingerprint.equals(request.fingerprint)) throw new AppError('idempotency_key_reused');
  return { status: row.status, body: row.body };
}

export async function storeAnswer(sql: Sql, request: IdempotencyRequest, answer: StoredAnswer): Promise<void> {
  const { caller, key, fingerprint } = request;
  await sql.named('idempotency_store', STORE, [caller, key, fingerprint, answer.status, answer.body]);
}
