import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '@libs/observability';
import type { Caller } from '../access/caller';
import type { IdempotencyRequest } from '../idempotency/idempotency-keys';

/** A request as the hooks of this library leave it. */
export interface AppRequest extends FastifyRequest {
  context: RequestContext;
  caller?: Caller;
  /** The bytes as they came in: signatures are made over these, never over re-serialized JSON. */
  rawBody?: Buffer;
  /** What the caller's Idempotency-Key claims, on a POST that has one. */
  idempotency?: IdempotencyRequest;
}

export type AppReply = FastifyReply;
