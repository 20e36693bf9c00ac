import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Readable } from 'node:stream';
import { map, type Observable } from 'rxjs';
import { Unfinished } from '../idempotency/unfinished';
import { successBody } from './envelope';

/**
 * Wraps what a handler returns into the contract's success answer. Bytes, streams and text (metrics, files) pass as they are, and
 * so does what is no answer yet.
 */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (execution.getType() !== 'http') return next.handle();
    return next.handle().pipe(map((result) => (passes(result) ? result : successBody(result))));
  }
}

function passes(result: unknown): boolean {
  const isFile = Buffer.isBuffer(result) || typeof result === 'string' || result instanceof Readable;
  return isFile || result instanceof Unfinished;
}
