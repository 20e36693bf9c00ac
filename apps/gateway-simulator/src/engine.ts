import { setTimeout as sleep } from 'node:timers/promises';
import { CardVault } from './cards/card-vault';
import { numberOfToken } from './cards/test-cards';
import type { Fault, Faults } from './control/faults';
import { ApiError } from './http/api-error';
import { parseForm, text, type Form } from './http/form';
import { expand } from './operations/expand';
import { Call, type Operation } from './operations/operation';
import { emptyChange, type Change, type StoredAnswer } from './store/change';
import type { Store } from './store/store';

export interface ApiRequest {
  operation: Operation;
  pathId: string;
  /** The query or the form body, undecoded. */
  payload: string;
  idempotencyKey: string | undefined;
}

/** No webhook is sent of what happens in it. */
type StruckRequest = ApiRequest & { tellsNobody: boolean };

export type ApiReply =
  | { kind: 'answer'; status: number; body: string; replayed: boolean }
  /** The socket stays open and nothing is said. */
  | { kind: 'silence' }
  /** The socket is cut. */
  | { kind: 'reset' };

interface EngineParts {
  store: Store;
  vault: CardVault;
  faults: Faults;
  nowMs: () => number;
  webhooksOn: boolean;
}

/** Runs one call: fault, idempotency key, effect, log, answer. The effect is in the file before the answer leaves. */
export class Engine {
  private readonly running = new Set<string>();

  constructor(private readonly parts: EngineParts) {}

  async execute(request: ApiRequest): Promise<ApiReply> {
    const params = parseForm(request.payload);
    const fault = this.parts.faults.take(request.operation.name, () => this.cardOf(params, request.pathId));
    const cutShort = await suffer(fault);
    if (cutShort) return cutShort;
    const tellsNobody = fault?.fault === 'tell_nobody';
    const reply = await this.perform({ ...request, tellsNobody }, params);
    return tellsNobody || fault?.fault === 'swallow_answer' ? { kind: 'silence' } : reply;
  }

  private async perform(request: StruckRequest, params: Form): Promise<ApiReply> {
    const { operation, idempotencyKey: key } = request;
    if (operation.method !== 'POST' || key === undefined) return this.run(request, params);
    const fingerprint = this.parts.vault.fingerprint(`${operation.name} ${request.pathId} ${request.payload}`);
    if (this.running.has(key)) throw keyInUse();
    const stored = this.parts.store.world.answerOf(key, this.parts.nowMs());
    if (stored) {
      await this.parts.store.written();
      return replay(stored, fingerprint);
    }
    this.running.add(key);
    try {
      return await this.run(request, params, fingerprint);
    } finally {
      this.running.delete(key);
    }
  }

  private async run(request: StruckRequest, params: Form, fingerprint?: string): Promise<ApiReply> {
    const { store } = this.parts;
    const change = emptyChange();
    const answer = request.operation.run(this.call(request, params, change));
    const atMs = this.parts.nowMs();
    if (request.operation.method === 'GET') {
      await store.written();
      return { kind: 'answer', status: answer.status, body: bodyOf(answer.body, params, store), replayed: false };
    }
    store.apply(change);
    const body = bodyOf(answer.body, params, store);
    const { idempotencyKey: key } = request;
    if (key !== undefined && fingerprint !== undefined) {
      change.answer = { key, params: fingerprint, status: answer.status, body, atMs };
      store.keepAnswer(change.answer);
    }
    await store.record(change);
    return answer.silent ? { kind: 'silence' } : { kind: 'answer', status: answer.status, body, replayed: false };
  }

  private call(request: StruckRequest, params: Form, change: Change): Call {
    const { store, vault, nowMs, webhooksOn } = this.parts;
    return new Call(
      {
        world: store.world,
        vault,
        params,
        pathId: request.pathId,
        idempotencyKey: request.idempotencyKey ?? null,
        nowMs: nowMs(),
        webhooksOn: webhooksOn && !request.tellsNobody,
      },
      change,
    );
  }

  /** The fingerprint of the card that a call is about, so that a fault can be aimed at one card. */
  private cardOf(params: Form, pathId: string): string | undefined {
    const { world } = this.parts.store;
    const number = text(params, 'card', 'number') ?? text(params, 'payment_method_data', 'card', 'number');
    const token = text(params, 'card', 'token') ?? text(params, 'payment_method_data', 'card', 'token');
    const id = text(params, 'payment_method') ?? world.all('payment_intent').get(pathId)?.payment_method ?? pathId;
    const plain = number ?? numberOfToken(token ?? id);
    if (plain !== undefined) return this.parts.vault.fingerprint(plain.replace(/[ -]/g, ''));
    return world.all('payment_method').get(id)?.card.fingerprint;
  }
}

function bodyOf(body: object, params: Form, store: Store): string {
  return JSON.stringify(params['expand'] === undefined ? body : expand(body, params, store.world));
}

/** A delay comes before the key is looked at: it stands for a slow network, on which a fence may overtake the call. */
async function suffer(fault: Fault | undefined): Promise<ApiReply | undefined> {
  switch (fault?.fault) {
    case 'delay':
      await sleep(fault.delay_ms);
      return undefined;
    case 'hang':
      return { kind: 'silence' };
    case 'reset':
      return { kind: 'reset' };
    case 'error_500':
      throw new ApiError(500, { type: 'api_error', message: 'An unexpected error occurred.' });
    case 'error_429':
      throw new ApiError(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' });
    default:
      return undefined;
  }
}

function replay(stored: StoredAnswer, fingerprint: string): ApiReply {
  if (stored.params === fingerprint)
    return { kind: 'answer', status: stored.status, body: stored.body, replayed: true };
  const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.';
  throw new ApiError(400, { type: 'idempotency_error', message });
}

function keyInUse(): ApiError {
  const message = 'There is currently another in-progress request using this idempotency key.';
  return new ApiError(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message });
}
