import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import type { KeyClaim, WireAnswer } from '../key-claim';

export interface StoredClaim {
  fingerprint: Buffer;
  /** Absent while the first request is running, or when its process died. */
  answer?: WireAnswer;
}

const FIND = `
  SELECT fingerprint, status, body FROM idempotency_key
  WHERE caller = $1 AND key = $2 AND created_at > clock_timestamp() - interval '24 hours'`;
/** An answer that is stored stays; one that is missing, or older than a day, is filled in. */
const STORE = `
  INSERT INTO idempotency_key (caller, key, fingerprint, status, body) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (caller, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body, created_at = clock_timestamp()
  WHERE idempotency_key.created_at <= clock_timestamp() - interval '24 hours'
  RETURNING 1`;
const FILL = `
  UPDATE idempotency_key SET status = $4, body = $5
  WHERE caller = $1 AND key = $2 AND fingerprint = $3 AND status IS NULL
  RETURNING 1`;
const EXPIRE = `
  DELETE FROM idempotency_key
  WHERE caller = $1 AND key = $2 AND created_at <= clock_timestamp() - interval '24 hours' RETURNING 1`;
const EXPIRE_ALL = `
  DELETE FROM idempotency_key WHERE (caller, key) IN (
    SELECT caller, key FROM idempotency_key
    WHERE created_at <= now() - interval '24 hours' LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING 1`;

/** Claims are made and answered by the statements of the request itself; this is all the rest. */
@Injectable()
export class KeyClaimRepository {
  constructor(private readonly database: Database) {}

  async find({ caller, key }: KeyClaim): Promise<StoredClaim | undefined> {
    type Row = { fingerprint: Buffer; status: number | null; body: Buffer | null };
    const [row] = await this.database.named<Row>('key_claim_find', FIND, [caller, key]);
    if (!row) return undefined;
    if (row.status === null || row.body === null) return { fingerprint: row.fingerprint };
    return { fingerprint: row.fingerprint, answer: { status: row.status, body: row.body } };
  }

  /** Keeps the answer to a request that made no payment. Returns what the key answers: the first answer wins. */
  async store(claim: KeyClaim, answer: WireAnswer): Promise<WireAnswer> {
    return this.kept(claim, answer, await this.database.named('key_claim_store', STORE, paramsOf(claim, answer)));
  }

  /** Answers a claim whose process died. Returns what the key answers: the first answer wins. */
  async fill(claim: KeyClaim, answer: WireAnswer): Promise<WireAnswer> {
    return this.kept(claim, answer, await this.database.query(FILL, paramsOf(claim, answer)));
  }

  /** True when the key was used more than a day ago and is free now. */
  async expire({ caller, key }: KeyClaim): Promise<boolean> {
    return (await this.database.query(EXPIRE, [caller, key])).length > 0;
  }

  /** Deletes keys older than a day, at most `limit`; returns how many. */
  async expireAll(limit: number): Promise<number> {
    return (await this.database.query(EXPIRE_ALL, [limit])).length;
  }

  private async kept(claim: KeyClaim, answer: WireAnswer, written: readonly unknown[]): Promise<WireAnswer> {
    if (written.length > 0) return answer;
    return (await this.find(claim))?.answer ?? answer;
  }
}

const paramsOf = ({ caller, key, fingerprint }: KeyClaim, { status, body }: WireAnswer): unknown[] => [
  caller,
  key,
  fingerprint,
  status,
  body,
];
