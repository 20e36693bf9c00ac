import { randomUUID } from 'node:crypto';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { logger } from '@libs/observability';
import { limitHeaders, type LimitState } from '../access/rate-limits';
import { AppError } from '@libs/errors';
import { presentError } from './envelope';
import type { AppReply, AppRequest } from './request';
import { countRefusal } from './send-bytes';

const log = logger('http');

/** The one place where errors become answers. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerError(error, http.getRequest<AppRequest>(), http.getResponse<AppReply>());
  }
}

export function answerError(error: unknown, request: AppRequest, reply: AppReply): void {
  const presented = presentError(error, request.context?.requestId ?? randomUUID());
  const route = request.routeOptions?.url ?? 'unmatched';
  countRefusal(reply, presented.status, presented.code);
  // Driver errors may quote values; the log gets their class and code, and the stack only of our own bugs.
  if (presented.status === 500) log.error({ err: error, route }, 'unexpected error');
  else if (presented.status === 503) log.warn({ route, ...causeOf(error) }, 'unavailable');
  if (presented.retryAfterSeconds !== undefined) void reply.header('Retry-After', String(presented.retryAfterSeconds));
  if (error instanceof AppError && error.facts.limitState)
    void reply.headers(limitHeaders(error.facts.limitState as LimitState));
  if (reply.sent) return;
  void reply.status(presented.status).type('application/json; charset=utf-8').send(JSON.stringify(presented.body));
}

function causeOf(error: unknown): { cause: string; code: string | undefined } {
  const { name, code } = ((error as Error).cause ?? error) as Error & { code?: string };
  return { cause: name, code };
}
