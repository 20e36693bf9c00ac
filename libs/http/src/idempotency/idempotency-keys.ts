import { AppError } from '@libs/errors';
import type { Sql } from '@libs/persistence';
import { Unfinished } from './unfinished';

export interface IdempotencyRequest {
  caller: string;
  key: string;
  fingerprint: Buffer;
}

export interface StoredAnswer {
  status: number;
  body: Buffer;
}

/** Longer than any finisher takes; after a crash a repeat waits for it to run out. */
const LEASE_SECONDS = 12;

const LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || chr(31) || $2, 0)) AS locked`;
const FIND = `
  SELECT fingerprint, status, body, continuation, leased_until > clock_timestamp() AS leased FROM idempotency_key
  WHERE caller = $1 AND key = $2 AND created_at > clock_timestamp() - interval '24 hours'`;
const STORE = `
  INSERT INTO idempotency_key (caller, key, fingerprint, status, body, continuation, leased_until)
  VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7 * interval '1 second')
  ON CONFLICT (caller, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,
      continuation = excluded.continuation, leased_until = excluded.leased_until, created_at = excluded.created_at
  WHERE idempotency_key.created_at <= clock_timestamp() - interval '24 hours'`;
const LEASE = `
  UPDATE idempotency_key SET leased_until = clock_timestamp() + $3 * interval '1 second'
  WHERE caller = $1 AND key = $2`;
const ANSWER = `
  UPDATE idempotency_key SET status = $3, body = $4, continuation = NULL, leased_until = NULL
  WHERE caller = $1 AND key = $2 AND status IS NULL RETURNING 1`;
const RELEASE = `UPDATE idempotency_key SET leased_until = NULL WHERE caller = $1 AND key = $2 AND status IS NULL`;

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
 * key is told to wait while the first is running, and finds either what it left or nothing at all after a crash. What is
 * unfinished is the caller's to finish: nobody else gets it for the next 12 seconds.
 * @throws AppError `idempotency_in_progress`, `idempotency_key_reused`
 */
export async function claimKey(tx: Sql, request: IdempotencyRequest): Promise<StoredAnswer | Unfinished | undefined> {
  const { caller, key } = request;
  const [lock] = await tx.named<{ locked: boolean }>('idempotency_lock', LOCK, [caller, key]);
  if (!lock?.locked) throw inProgress();
  // A statement of its own: the lock statement's snapshot may be older than the first request's commit.
  const found = await find(tx, request);
  if (!found?.continuation) return found?.answer;
  if (found.isLeased) throw inProgress();
  await tx.named('idempotency_lease', LEASE, [caller, key, LEASE_SECONDS]);
  return found.continuation;
}

/** @throws AppError `idempotency_key_reused` when the key belongs to another request */
export async function findAnswer(sql: Sql, request: IdempotencyRequest): Promise<StoredAnswer | undefined> {
  return (await find(sql, request))?.answer;
}

export async function storeAnswer(sql: Sql, request: IdempotencyRequest, answer: StoredAnswer): Promise<void> {
  const { caller, key, fingerprint } = request;
  await sql.named('idempotency_store', STORE, [caller, key, fingerprint, answer.status, answer.body, null, null]);
}

/** In the transaction of the effect: what is left to do, leased to whoever stores it. */
export async function storeUnfinished(sql: Sql, request: IdempotencyRequest, rest: Unfinished): Promise<void> {
  const { caller, key, fingerprint } = request;
  const continuation = JSON.stringify({ name: rest.name, args: rest.args });
  const params = [caller, key, fingerprint, null, null, continuation, LEASE_SECONDS];
  await sql.named('idempotency_store', STORE, params);
}

/** False when somebody else has answered meanwhile: that answer stays. */
export async function answerUnfinished(
  sql: Sql,
  { caller, key }: IdempotencyRequest,
  { status, body }: StoredAnswer,
): Promise<boolean> {
  return (await sql.named('idempotency_answer', ANSWER, [caller, key, status, body])).length > 0;
}

/** It could not be finished now: a repeat may try at once. */
export async function releaseUnfinished(sql: Sql, { caller, key }: IdempotencyRequest): Promise<void> {
  await sql.named('idempotency_release', RELEASE, [caller, key]);
}

interface Row {
  fingerprint: Buffer;
  status: number | null;
  body: Buffer | null;
  continuation: { name: string; args: object } | null;
  leased: boolean | null;
}

interface KnownKey {
  answer?: StoredAnswer;
  continuation?: Unfinished;
  isLeased: boolean;
}

async function find(sql: Sql, request: IdempotencyRequest): Promise<KnownKey | undefined> {
  const [row] = await sql.named<Row>('idempotency_find', FIND, [request.caller, request.key]);
  if (!row) return undefined;
  if (!row.fingerprint.equals(request.fingerprint)) throw new AppError('idempotency_key_reused');
  const { status, body, continuation, leased } = row;
  if (status !== null && body) return { answer: { status, body }, isLeased: false };
  if (!continuation) throw inProgress();
  return { continuation: new Unfinished(continuation.name, continuation.args), isLeased: leased === true };
}

function inProgress(): AppError {
  return new AppError('idempotency_in_progress', { retryAfterSeconds: 1 });
}
