import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, mergeMap, type Observable } from 'rxjs';
import type { Database } from '@libs/persistence';
import { ENDPOINT, type EndpointOptions } from '../openapi/endpoint.decorator';
import { presentError, successBody } from '../server/envelope';
import type { AppReply, AppRequest } from '../server/request';
import { sendBytes } from '../server/send-bytes';
import type { AnswerVault } from './answer-vault';
import {
  answerUnfinished,
  claimKey,
  findAnswer,
  readIdempotencyKey,
  releaseUnfinished,
  sameRequest,
  storeAnswer,
  storeUnfinished,
  type IdempotencyRequest,
  type StoredAnswer,
} from './idempotency-keys';
import { Finishers, Unfinished } from './unfinished';

/** Refusals that say nothing about the request itself: the same key may be tried again. */
const NOT_STORED = new Set(['idempotency_in_progress', 'idempotency_key_reused', 'idempotency_key_invalid']);

/** One request with a key, and where its answer goes. */
interface Keyed {
  readonly claim: IdempotencyRequest;
  readonly endpoint: EndpointOptions;
  readonly requestId: string;
  readonly reply: AppReply;
}

/**
 * `Idempotency-Key` on POST: key, effect and stored answer commit in one transaction, which every statement of the
 * handler joins. A crash leaves nothing, so that the retry starts afresh; a repeat gets the same bytes. A handler that
 * must ask somebody outside returns `Unfinished`: what is left to do commits in place of the answer, and is done after
 * that, by this request or by a repeat after a crash.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly vault: AnswerVault,
    private readonly finishers: Finishers = new Finishers(),
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (execution.getType() !== 'http') return next.handle();
    const request = execution.switchToHttp().getRequest<AppRequest>();
    if (request.method === 'GET') return next.handle();
    const key = request.method === 'POST' ? readIdempotencyKey(request.headers['idempotency-key']) : undefined;
    const endpoint = this.reflector.get<EndpointOptions>(ENDPOINT, execution.getHandler());
    const reply = execution.switchToHttp().getResponse<AppReply>();
    if (key === undefined) return next.handle().pipe(mergeMap((result) => this.unkeyed(result, reply)));
    const claim = this.claimOf(request, key);
    request.idempotency = claim;
    if (endpoint.idempotency === 'own') return next.handle();
    return from(this.run({ claim, endpoint, requestId: request.context.requestId, reply }, next));
  }

  /** Nobody can repeat it: what is left to do is done, and nothing is stored. */
  private async unkeyed(result: unknown, reply: AppReply): Promise<unknown> {
    if (!(result instanceof Unfinished)) return result;
    const finished = await this.finishers.run(result);
    if (finished.status !== undefined) void reply.status(finished.status);
    return successBody(finished.result);
  }

  private async run(keyed: Keyed, next: CallHandler): Promise<Buffer> {
    const { claim, reply } = keyed;
    let rest: Unfinished;
    try {
      const step = await this.database.transaction(async (tx) => {
        const known = await claimKey(tx, claim);
        if (known instanceof Unfinished) return known;
        if (known) return this.replay(keyed, known);
        const result: unknown = await lastValueFrom(next.handle());
        if (result instanceof Unfinished) {
          await storeUnfinished(tx, claim, result);
          return result;
        }
        const answer = { status: reply.statusCode, body: Buffer.from(JSON.stringify(result)) };
        await storeAnswer(tx, claim, this.sealed(keyed, answer));
        return sendBytes(reply, answer);
      });
      if (!(step instanceof Unfinished)) return step;
      rest = step;
    } catch (error) {
      return this.refuse(error, keyed);
    }
    return this.finish(rest, keyed);
  }

  /** The effect was rolled back; a refusal that another try would meet again is stored on its own. */
  private async refuse(error: unknown, keyed: Keyed): Promise<Buffer> {
    const answer = this.lastingRefusal(error, keyed);
    return this.database.transaction(async (tx) => {
      // The lock was let go with the rollback: whoever held it meanwhile may have answered already, and that answer stays.
      const known = await claimKey(tx, keyed.claim);
      if (known instanceof Unfinished) throw error;
      if (known) return this.replay(keyed, known);
      await storeAnswer(tx, keyed.claim, this.sealed(keyed, answer));
      return sendBytes(keyed.reply, answer);
    });
  }

  /** Outside of any transaction: it may wait for others. */
  private async finish(rest: Unfinished, keyed: Keyed): Promise<Buffer> {
    const { claim, reply } = keyed;
    let answer: StoredAnswer;
    try {
      const { result, status = reply.statusCode } = await this.finishers.run(rest);
      answer = { status, body: Buffer.from(JSON.stringify(successBody(result))) };
    } catch (error) {
      answer = await this.refusalOfFinisher(error, keyed);
    }
    if (await answerUnfinished(this.database, claim, this.sealed(keyed, answer))) return sendBytes(reply, answer);
    const stored = await findAnswer(this.database, claim);
    return stored ? this.replay(keyed, stored) : sendBytes(reply, answer);
  }

  private async refusalOfFinisher(error: unknown, keyed: Keyed): Promise<StoredAnswer> {
    try {
      return this.lastingRefusal(error, keyed);
    } catch {
      await releaseUnfinished(this.database, keyed.claim);
      throw error;
    }
  }

  /** The refusal as bytes; throws the error itself when another try may end otherwise. */
  private lastingRefusal(error: unknown, { requestId }: Keyed): StoredAnswer {
    const { status, code, body } = presentError(error, requestId);
    const isPassing = status === 401 || status === 429 || status >= 500;
    if (isPassing || NOT_STORED.has(code)) throw error;
    return { status, body: Buffer.from(JSON.stringify(body)) };
  }

  /** Keys belong to one caller; without credentials, to one address. */
  private claimOf(request: AppRequest, key: string): IdempotencyRequest {
    const caller = request.caller?.id ?? `address:${request.ip}`;
    const fingerprint = this.vault.fingerprint(sameRequest(request.method, request.url), request.rawBody);
    return { caller, key, fingerprint };
  }

  private sealed({ endpoint }: Keyed, answer: StoredAnswer): StoredAnswer {
    return endpoint.secretAnswer ? { ...answer, body: this.vault.seal(answer.body) } : answer;
  }

  private replay({ endpoint, reply }: Keyed, stored: StoredAnswer): Buffer {
    void reply.header('Idempotent-Replayed', 'true');
    return sendBytes(reply, endpoint.secretAnswer ? { ...stored, body: this.vault.open(stored.body) } : stored);
  }
}
