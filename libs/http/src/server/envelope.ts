import { AppError, InvariantBroken, statusOf, type ErrorCode } from '@libs/errors';
import { isInvalidInput, isOutcomeUnknown, isRetryable, isUnavailable } from '@libs/persistence';
import { isRedisTrouble } from './redis-trouble';
import { wallClock } from './wall-clock';

/** The time on the wall, for the `timestamp` of an answer; billing decisions never read it. */
const timestamp = (): string => wallClock.now().toDate().toISOString();

/** What a handler may return instead of a bare object, to say more than data. */
export class Answer<T> {
  constructor(
    readonly data: T,
    readonly message?: string,
  ) {}
}

/** One page of a list, newest first unless the endpoint says otherwise. */
export class Page<T> {
  constructor(
    readonly items: readonly T[],
    readonly nextCursor?: string,
  ) {}
}

const DONE = 'Operation completed successfully';

export function successBody(result: unknown): object {
  if (result instanceof Page) {
    const pagination = { has_more: result.nextCursor !== undefined, next_cursor: result.nextCursor ?? null };
    return { success: true, data: result.items, pagination, message: DONE, timestamp: timestamp() };
  }
  const { data, message = DONE } = result instanceof Answer ? result : new Answer(result);
  return { success: true, data: data ?? null, message, timestamp: timestamp() };
}

interface PresentedError {
  status: number;
  code: ErrorCode;
  retryAfterSeconds?: number;
  body: object;
}

/** Turns whatever was thrown into the contract's error answer. Nothing of the original message gets out unless it is an AppError's. */
export function presentError(error: unknown, requestId: string): PresentedError {
  const known = toAppError(error);
  const status = statusOf(known.code);
  const retryAfter = known.facts.retryAfterSeconds;
  const body = {
    success: false,
    error: known.message,
    details: {
      code: known.code,
      request_id: requestId,
      ...(known.fields ? { fields: known.fields } : {}),
      ...(known.facts.details as object | undefined),
    },
    ...(known.facts.data ? { data: known.facts.data } : {}),
    timestamp: timestamp(),
  };
  const retryAfterSeconds = typeof retryAfter === 'number' ? retryAfter : status === 503 ? 2 : undefined;
  return { status, code: known.code, retryAfterSeconds, body };
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof InvariantBroken) return new AppError('internal_error');
  if (isOutcomeUnknown(error)) return new AppError('outcome_unknown');
  // A deadlock that outlived its retries says no more than that the database is busy (promise 56).
  if (isUnavailable(error) || isRetryable(error) || isRedisTrouble(error))
    return new AppError('dependency_unavailable');
  if (isInvalidInput(error)) return new AppError('malformed_request');
  return new AppError(frameworkCode(error));
}

const FASTIFY_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_ASYNC_CONSTRAINT: 'malformed_request',
};

/** Errors of Fastify and Nest carry a status; only the few that a client can cause are told apart. */
function frameworkCode(error: unknown): ErrorCode {
  const { code, statusCode, status } = (error ?? {}) as { code?: string; statusCode?: number; status?: number };
  if (code !== undefined && FASTIFY_CODES[code]) return FASTIFY_CODES[code];
  const http = statusCode ?? status;
  if (http === 404) return 'not_found';
  if (http === 413) return 'body_too_large';
  if (http === 415) return 'unsupported_media_type';
  if (typeof http === 'number' && http >= 400 && http < 500) return 'malformed_request';
  return 'internal_error';
}
