import { SystemClock } from '@libs/calendar';
import { currentContext } from '@libs/observability';
import { signWebhook } from './webhook-signature';

/** More of an answer than this is cut off unread: a receiver must not be able to fill our memory. */
const ANSWER_BYTES_MAX = 64 * 1024;

const realTime = new SystemClock();

export interface SignedPostOptions {
  /** The first signs; the others are only there for the receiver's rotation. */
  secrets: readonly string[];
  timeoutMs: number;
  /** Real time in unix seconds, for tests. */
  nowSeconds?: () => number;
}

export interface SignedPostAnswer {
  status: number;
  /** Text of the answer, cut at 64 KiB. */
  body: string;
}

/**
 * One attempt to hand over a webhook: a fresh timestamp and signature each time (promise 35), under the request id of
 * whatever caused it, redirects not followed.
 * Any status is an answer; throws when no whole answer came within the time.
 */
export async function postSigned(
  url: string,
  body: Buffer | string,
  options: SignedPostOptions,
): Promise<SignedPostAnswer> {
  const secret = options.secrets[0];
  if (!secret) throw new TypeError('postSigned needs a secret to sign with');
  const nowSeconds = options.nowSeconds ?? (() => realTime.now().epochMilliseconds / 1000);
  const requestId = currentContext()?.requestId;
  const answer = await fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: {
      ...(requestId !== undefined && { 'X-Request-Id': requestId }),
      'Content-Type': 'application/json',
      ...signWebhook(secret, body, nowSeconds()),
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(options.timeoutMs),
  });
  return { status: answer.status, body: await readBounded(answer) };
}

async function readBounded(answer: Response): Promise<string> {
  if (!answer.body) return '';
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the stream, and with it the connection.
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.byteLength;
    if (bytes >= ANSWER_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString('utf8');
}
