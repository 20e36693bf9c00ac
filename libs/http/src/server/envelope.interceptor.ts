import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { successBody } from './envelope';

/** Wraps what a handler returns into the contract's success answer; bytes and text (metrics, files) pass as they are. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (execution.getType() !== 'http') return next.handle();
    return next
      .handle()
      .pipe(map((result) => (Buffer.isBuffer(result) || typeof result === 'string' ? result : successBody(result))));
  }
}
