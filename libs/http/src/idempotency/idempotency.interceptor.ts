import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { Database } from '@libs/persistence';
import { ENDPOINT, type EndpointOptions } from '../openapi/endpoint.decorator';
import { presentError } from '../server/envelope';
import type { AppReply, AppRequest } from '../server/request';
import type { AnswerVault } from './answer-vault';
import {
  claimKey,
  sameRequest,
  readIdempotencyKey,
  storeAnswer,
  type IdempotencyRequest,
  type StoredAnswer,
} from './idempotency-keys';

/** Refusals that say nothing about the request itself: the same key may be tried again. */
const NOT_STORED = new Set(['idempotency_in_progress', 'idempotency_key_reused', 'idempotency_key_invalid']);

/**
 * `Idempotency-Key` on POST: key, effect and stored answer commit in one transaction, which every statement of the
 * handler joins. A crash leaves nothing, so that the retry starts afresh; a repeat gets the same bytes.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly vault: AnswerVault,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (execution.getType() !== 'http') return next.handle();
    const request = execution.switchToHttp().getRequest<AppRequest>();
    const key = request.method === 'POST' ? readIdempotencyKey(request.headers['idempotency-key']) : undefined;
    const endpoint = this.reflector.get<EndpointOptions>(ENDPOINT, execution.getHandler());
    if (key === undefined) return next.handle();
    const claim = this.claimOf(request, key);
    request.idempotency = claim;
    if (endpoint.idempotency === 'own') return next.handle();
    return from(this.run(claim, endpoint, execution, next));
  }

  private async run(
    claim: IdempotencyRequest,
    endpoint: EndpointOptions,
    execution: ExecutionContext,
    next: CallHandler,
  ) {
    const reply = execution.switchToHttp().getResponse<AppReply>();
    try {
      return await this.database.transaction(async (tx) => {
        const stored = await claimKey(tx, claim);
        if (stored) return replay(reply, this.opened(endpoint, stored));
        const answer = { status: 0, body: Buffer.from(JSON.stringify(await lastValueFrom(next.handle()))) };
        answer.status = reply.statusCode;
        await storeAnswer(tx, claim, this.sealed(endpoint, answer));
        return sendBytes(reply, answer);
      });
    } catch (error) {
      return this.refuse(error, claim, endpoint, execution);
    }
  }

  /** The effect was rolled back; a refusal that another try would meet again is stored on its own. */
  private async refuse(
    error: unknown,
    claim: IdempotencyRequest,
    endpoint: EndpointOptions,
    execution: ExecutionContext,
  ) {
    const request = execution.switchToHttp().getRequest<AppRequest>();
    const reply = execution.switchToHttp().getResponse<AppReply>();
    const presented = presentError(error, request.context.requestId);
    const passing = presented.status === 401 || presented.status === 429 || presented.status >= 500;
    if (passing || NOT_STORED.has(presented.code)) throw error;
    const answer = { status: presented.status, body: Buffer.from(JSON.stringify(presented.body)) };
    return this.database.transaction(async (tx) => {
      // The lock was let go with the rollback: whoever held it meanwhile may have answered already, and that answer stays.
      const stored = await claimKey(tx, claim);
      if (stored) return replay(reply, this.opened(endpoint, stored));
      await storeAnswer(tx, claim, this.sealed(endpoint, answer));
      return sendBytes(reply, answer);
    });
  }

  /** Keys belong to one caller; without credentials, to one address. */
  private claimOf(request: AppRequest, key: string): IdempotencyRequest {
    const caller = request.caller?.id ?? `address:${request.ip}`;
    const fingerprint = this.vault.fingerprint(sameRequest(request.method, request.url), request.rawBody);
    return { caller, key, fingerprint };
  }

  private sealed(endpoint: EndpointOptions, answer: StoredAnswer): StoredAnswer {
    return endpoint.secretAnswer ? { ...answer, body: this.vault.seal(answer.body) } : answer;
  }

  private opened(endpoint: EndpointOptions, stored: StoredAnswer): StoredAnswer {
    return endpoint.secretAnswer ? { ...stored, body: this.vault.open(stored.body) } : stored;
  }
}

function replay(reply: AppReply, answer: StoredAnswer): Buffer {
  void reply.header('Idempotent-Replayed', 'true');
  return sendBytes(reply, answer);
}

function sendBytes(reply: AppReply, answer: StoredAnswer): Buffer {
  void reply.status(answer.status).type('application/json; charset=utf-8');
  return answer.body;
}
