import { ok, refuse, type Result } from '@libs/errors';

/** What a message asks for. A queue's handler knows the ones it answers; the list is what the services send. */
export const ACTIONS = [
  'initial',
  'trial',
  'renewal',
  'upgrade',
  'downgrade',
  'retry',
  'payment_result',
  'usage_sync',
  'refund',
] as const;

/** What every message looks like in Redis. The payload holds ids, never cards, tokens or mail addresses. */
export interface MessageEnvelope<P = Record<string, unknown>> {
  /** UUID of the message, the same however often it is published. */
  id: string;
  action: string;
  /** What the message is about: a subscription or an invoice. */
  correlation_id: string;
  /** The same effect has the same key, however many messages ask for it. */
  idempotency_key: string;
  created_at: string;
  /** On receipt: the number of this attempt, starting with 1. In the queue: 0. */
  attempts: number;
  max_attempts: number;
  payload: P;
  /** Of the request that caused the message, so that its log lines can be found together. */
  request_id?: string;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ACTION = /^[a-z][a-z_]{0,63}$/;
const TEXT_LENGTH_MAX = 255;

/** Reads what came out of a queue. The refusal names the first member that is wrong, never its value. */
export function readEnvelope(data: unknown, attempt: number, maxAttempts: number): Result<MessageEnvelope, string> {
  if (!isObject(data)) return refuse('message is not an object');
  const { id, action, correlation_id, idempotency_key, created_at, payload, request_id } = data;
  if (typeof id !== 'string' || !ID.test(id)) return refuse('id is not a UUID');
  if (typeof action !== 'string' || !ACTION.test(action)) return refuse('action is not a word in snake_case');
  if (!isShortText(correlation_id)) return refuse('correlation_id is not a short text');
  if (!isShortText(idempotency_key)) return refuse('idempotency_key is not a short text');
  if (typeof created_at !== 'string' || Number.isNaN(Date.parse(created_at)))
    return refuse('created_at is not an instant');
  if (!isObject(payload)) return refuse('payload is not an object');
  if (request_id !== undefined && !isShortText(request_id)) return refuse('request_id is not a short text');
  const envelope = { id, action, correlation_id, idempotency_key, created_at, payload };
  const optional = request_id === undefined ? {} : { request_id };
  return ok({ ...envelope, ...optional, attempts: attempt, max_attempts: maxAttempts });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= TEXT_LENGTH_MAX;
}
