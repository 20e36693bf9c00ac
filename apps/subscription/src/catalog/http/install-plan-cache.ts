import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PlanListCache, type CachedList } from './plan-list-cache';

const LIST = /^\/v1\/plans\/?(?:\?currency=([A-Z]{3}))?$/;

interface Fill {
  key: string;
  generation: number;
}

/**
 * Answers `GET /v1/plans` from memory before Nest sees it: no guard, no pipe, no JSON. A miss goes the normal way, and
 * its answer is kept. Call before the application listens, since routes are hooked as they are added.
 */
export function installPlanCache(app: NestFastifyApplication): void {
  const cache = app.get(PlanListCache);
  const fills = new WeakMap<FastifyRequest, Fill>();
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRoute', (route) => {
    if (route.url !== '/v1/plans' || route.method !== 'GET') return;
    route.onRequest = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const key = keyOf(request.url);
      const kept = key === undefined ? undefined : cache.get(key);
      if (kept) return answerFrom(kept, request, reply);
      if (key !== undefined) fills.set(request, { key, generation: cache.generation });
      return done();
    };
    route.onSend = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: OnSendDone) => {
      const fill = fills.get(request);
      if (!fill || reply.statusCode !== 200 || typeof payload !== 'string') return done(null, payload);
      const list = cache.keep(fill.key, payload, fill.generation);
      setTags(list, reply);
      if (!matches(list, request)) return done(null, payload);
      reply.code(304).removeHeader('content-length').removeHeader('content-type');
      return done(null, null);
    };
  });
}

type OnSendDone = (error: Error | null, payload: unknown) => void;

function answerFrom(list: CachedList, request: FastifyRequest, reply: FastifyReply): void {
  setTags(list, reply);
  if (matches(list, request)) void reply.code(304).send();
  else void reply.header('content-type', 'application/json; charset=utf-8').send(list.body);
}

/** The tag makes a copy cheap to check; nobody may use one unchecked, since prices must not lag. */
function setTags(list: CachedList, reply: FastifyReply): void {
  void reply.header('etag', list.etag).header('cache-control', 'public, no-cache');
}

function matches(list: CachedList, request: FastifyRequest): boolean {
  const header = request.headers['if-none-match'];
  if (header === undefined) return false;
  return header === '*' || header.split(',').some((tag) => tag.trim() === list.etag);
}

/** Undefined for pages and for anything unusual: those are rare and go the normal way. */
function keyOf(url: string): string | undefined {
  const match = LIST.exec(url);
  return match ? (match[1] ?? '') : undefined;
}
