import { createHmac, timingSafeEqual } from 'node:crypto';
import { ok, refuse, type Result } from '@libs/errors';

export const TIMESTAMP_HEADER = 'X-Webhook-Timestamp';
export const SIGNATURE_HEADER = 'X-Webhook-Signature';

/** How old, or how far in the future, a timestamp may be: replays die young, and clocks may differ a little. */
export const TOLERANCE_SECONDS = 300;

const PREFIX = 'sha256=';
// Exactly ten digits: Number() and library parsers also accept `17..abc`, ` 17…`, `1e9` and full-width digits.
const TIMESTAMP_SHAPE = /^[0-9]{10}$/;
// Lower case only, as signWebhook writes it: one message has one signature.
const SIGNATURE_SHAPE = /^sha256=[0-9a-f]{64}$/;

export interface SignatureHeaders {
  [TIMESTAMP_HEADER]: string;
  [SIGNATURE_HEADER]: string;
}

export type SignatureRefusal =
  | 'no_secret'
  | 'timestamp_missing'
  | 'timestamp_malformed'
  | 'timestamp_too_old'
  | 'timestamp_in_future'
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_wrong';

export interface WebhookToVerify {
  /** All that are valid at present: two while a secret is rotated. */
  secrets: readonly string[];
  /** The bytes as they came. Parsed and written again they are another message. */
  rawBody: Buffer;
  /** The header as the HTTP server hands it out; one that came twice is an array, and refused. */
  timestamp: unknown;
  signature: unknown;
  /** Real time, unix seconds; never the billing clock. */
  nowSeconds: number;
  toleranceSeconds?: number;
}

/** Signs `<timestamp>.<body>` with HMAC-SHA256. The timestamp is real time in unix seconds. */
export function signWebhook(secret: string, body: Buffer | string, timestampSeconds: number): SignatureHeaders {
  const timestamp = String(Math.floor(timestampSeconds));
  return {
    [TIMESTAMP_HEADER]: timestamp,
    [SIGNATURE_HEADER]: PREFIX + digest(secret, timestamp, body).toString('hex'),
  };
}

/** Says whether somebody who knows a secret sent exactly these bytes within the tolerance. Never throws. */
export function verifyWebhook(webhook: WebhookToVerify): Result<void, SignatureRefusal> {
  const { timestamp, signature } = webhook;
  const secrets = webhook.secrets.filter((secret) => secret !== '');
  if (secrets.length === 0) return refuse('no_secret');
  if (timestamp === undefined || timestamp === '') return refuse('timestamp_missing');
  if (typeof timestamp !== 'string' || !TIMESTAMP_SHAPE.test(timestamp)) return refuse('timestamp_malformed');
  if (signature === undefined || signature === '') return refuse('signature_missing');
  if (typeof signature !== 'string' || !SIGNATURE_SHAPE.test(signature)) return refuse('signature_malformed');

  const ageSeconds = webhook.nowSeconds - Number(timestamp);
  const toleranceSeconds = webhook.toleranceSeconds ?? TOLERANCE_SECONDS;
  if (!(ageSeconds <= toleranceSeconds)) return refuse('timestamp_too_old');
  if (!(ageSeconds >= -toleranceSeconds)) return refuse('timestamp_in_future');

  const given = Buffer.from(signature.slice(PREFIX.length), 'hex');
  // Every secret is tried, so that the time taken does not tell which of them matched.
  const matches = secrets.map((secret) => equals(digest(secret, timestamp, webhook.rawBody), given));
  return matches.includes(true) ? ok(undefined) : refuse('signature_wrong');
}

function digest(secret: string, timestamp: string, body: Buffer | string): Buffer {
  return createHmac('sha256', secret).update(timestamp).update('.').update(body).digest();
}

function equals(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
