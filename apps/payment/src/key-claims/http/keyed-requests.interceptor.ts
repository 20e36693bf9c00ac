import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { catchError, from, type Observable } from 'rxjs';
import type { ErrorCode } from '@libs/errors';
import { sendBytes, type AppReply, type AppRequest, type IdempotencyRequest } from '@libs/http';
import type { KeyClaim, Repetition } from '../key-claim';
import { AnswerByKey } from '../use-cases/answer-by-key';
import { refusal } from './wire-answers';

/** Refusals that say nothing about the request itself: the same key may be tried again. */
const NOT_STORED: readonly ErrorCode[] = [
  'idempotency_in_progress',
  'idempotency_key_reused',
  'idempotency_key_invalid',
];

/**
 * `Idempotency-Key` on requests that move something outside PostgreSQL. The happy path costs nothing here: the key is
 * claimed and answered by the request's own statements. Only one that was refused asks whether its key has an answer already.
 */
@Injectable()
export class KeyedRequests implements NestInterceptor {
  constructor(private readonly keys: AnswerByKey) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = execution.switchToHttp().getRequest<AppRequest>();
    const claim = request.idempotency;
    if (claim === undefined) return next.handle();
    const reply = execution.switchToHttp().getResponse<AppReply>();
    return next.handle().pipe(catchError((error: unknown) => from(this.afterRefusal(error, claim, request, reply))));
  }

  /**
   * What the key of a refused request says. Whoever can tell more of one without an answer overrides it.
   * @throws AppError `idempotency_key_reused`, `idempotency_in_progress`
   */
  protected async find(claim: KeyClaim, _requestId: string): Promise<Repetition> {
    return this.keys.find(claim);
  }

  private async afterRefusal(error: unknown, claim: IdempotencyRequest, request: AppRequest, reply: AppReply) {
    const { requestId } = request.context;
    const refused = refusal(error, requestId);
    if (refused.status >= 500) throw error;
    const repetition = await this.find(claim, requestId);
    if (repetition.kind === 'replay') {
      void reply.header('Idempotent-Replayed', 'true');
      return sendBytes(reply, repetition.answer);
    }
    // A claim that outlived its day was in the way: it is gone now, and the client is told to try again.
    if (refused.code === 'idempotency_in_progress') await this.keys.forgetExpired(claim);
    if (NOT_STORED.includes(refused.code) || refused.status === 429) throw error;
    return sendBytes(reply, await this.keys.keepRefusal(claim, refused));
  }
}
