import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Witness } from './witness';

export interface Reply {
  status: number;
  text: string;
  /** `details.code` of a refusal. */
  code: string | undefined;
  // oxlint-disable-next-line typescript/no-explicit-any -- read as a client without types would
  data: any;
}

export interface Ask {
  /** For the log and the evidence. */
  what: string;
  url: string;
  token?: string | undefined;
  body?: object;
  /** Of the POST; absent: a new one. */
  key?: string;
  /** Not asked again with its key in the end: there are too many of them. */
  isForgotten?: boolean;
  /** Statuses beside 2xx that are an answer here; anything else is an outrage. */
  expected?: readonly number[];
}

const PATIENCE_MS = 15_000;
const TRIES_MS = 150_000;
const PAUSE_MS = { first: 250, max: 3000 };

/**
 * A client as the documentation asks for: each POST with a key of its own; no answer, 5xx, 429 and "still running" are
 * tried again with the same key until there is an answer.
 */
export class GoodClient {
  constructor(private readonly witness: Witness) {}

  async post(ask: Ask): Promise<Reply> {
    const { key = randomUUID() } = ask;
    const reply = await this.insist(ask, 'POST', { 'idempotency-key': key });
    const { what, url, token, body = {} } = ask;
    if (reply.status < 300 && !ask.isForgotten) {
      this.witness.posts.push({ what, url, token, body, key, status: reply.status, text: reply.text });
    }
    return reply;
  }

  get(ask: Ask): Promise<Reply> {
    return this.insist(ask, 'GET', {});
  }

  private async insist(ask: Ask, method: string, headers: Record<string, string>): Promise<Reply> {
    const endMs = performance.now() + TRIES_MS;
    for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.max)) {
      const reply = await send(ask, method, headers).catch((error: unknown) => String(error));
      this.note(ask, reply);
      if (typeof reply !== 'string' && !isPassing(reply)) {
        const isExpected = reply.status < 300 || ask.expected?.includes(reply.status);
        if (!isExpected) this.witness.outrage(`${ask.what}: ${reply.status} ${reply.text.slice(0, 400)}`);
        return reply;
      }
      if (performance.now() > endMs) throw new GaveUp(`${ask.what}: ${typeof reply === 'string' ? reply : reply.text}`);
      await sleep(pauseMs * (0.5 + Math.random()));
    }
  }

  private note({ what }: Ask, reply: Reply | string): void {
    this.witness.count(typeof reply === 'string' ? 'no answer' : `${reply.status}`);
    if (typeof reply !== 'string' && reply.status === 500) this.witness.outrage(`${what}: a 500, ${reply.text}`);
  }
}

/** The client tried for minutes and never got an answer. */
export class GaveUp extends Error {}

/** Nothing was decided: the same request may be sent again. */
const isPassing = ({ status, code }: Reply): boolean =>
  status >= 500 || status === 429 || code === 'idempotency_in_progress' || code === 'request_timeout';

async function send({ url, token, body }: Ask, method: string, headers: Record<string, string>): Promise<Reply> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: {
      ...headers,
      ...(token && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
    },
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
  });
  const text = await response.text();
  const parsed = text.startsWith('{') ? (JSON.parse(text) as { data?: unknown; details?: { code?: string } }) : {};
  return { status: response.status, text, code: parsed.details?.code, data: parsed.data };
}
