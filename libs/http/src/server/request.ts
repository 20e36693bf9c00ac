import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '@libs/observability';
import type { Caller } from '../access/caller';

/** A request as the hooks of this library leave it. */
export interface AppRequest extends FastifyRequest {
  context: RequestContext;
  caller?: Caller;
  /** The bytes as they came in: signatures are made over these, never over re-serialized JSON. */
  rawBody?: Buffer;
}

export type AppReply = FastifyReply;
