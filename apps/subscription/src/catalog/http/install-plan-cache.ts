import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { metrics } from '@libs/observability';
import { PlanListCache, tagOf, type CachedList } from './plan-list-cache';

const PATH = '/v1/plans';
const LIST = /^\/v1\/plans\/?(?:\?currency=([A-Z]{3}))?$/;

/** Made for one caller or one answer; all other headers of a kept answer fit everybody. */
const OF_ONE_ANSWER =
  /^(?:x-request-id|ratelimit.*|retry-after|access-control-allow-origin|content-length|date|connection|keep-alive)$/i;

/**
 * Answers `GET /v1/plans` from memory before Fastify and Nest see it: no router, no guard, no JSON. A miss goes the
 * normal way and its answer is kept, as does whatever needs more than the bytes: another site's page, a request id to
 * carry on. Call before the application listens, since routes are hooked as they are added.
 */
export function installPlanCache(app: NestFastifyApplication): void {
  const cache = app.get(PlanListCache);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRoute', (route) => {
    if (route.url === PATH && route.method === 'GET') keepAnswers(route, cache);
  });
  const listeners = fastify.server.listeners('request') as RequestListener[];
  fastify.server.removeAllListeners('request');
  fastify.server.on('request', (request, response) => {
    const kept = isPlain(request) ? cache.get(keyOf(request.url) ?? 'unusual') : undefined;
    if (kept) return answerFrom(kept, request, response);
    for (const listener of listeners) listener.call(fastify.server, request, response as never);
  });
}

interface Fill {
  key: string;
  generation: number;
}

function keepAnswers(route: RouteOptions, cache: PlanListCache): void {
  const fills = new WeakMap<FastifyRequest, Fill>();
  route.onRequest = (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    const key = keyOf(request.url);
    if (key !== undefined) fills.set(request, { key, generation: cache.generation });
    done();
  };
  route.onSend = (
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
    done: (error: Error | null, payload: unknown) => void,
  ) => {
    const fill = fills.get(request);
    if (!fill || reply.statusCode !== 200 || typeof payload !== 'string') return done(null, payload);
    const etag = tagOf(payload);
    // The tag makes a copy cheap to check; nobody may use one unchecked, since prices must not lag.
    void reply.header('etag', etag).header('cache-control', 'public, no-cache');
    cache.keep(fill.key, { body: payload, etag, headers: headersForAll(reply) }, fill.generation);
    if (!matches(etag, request.headers['if-none-match'])) return done(null, payload);
    void reply.code(304).removeHeader('content-length').removeHeader('content-type');
    return done(null, null);
  };
}

function headersForAll(reply: FastifyReply): string[] {
  return Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
    value === undefined || OF_ONE_ANSWER.test(name) ? [] : [name, String(value)],
  );
}

/** Counted but not logged: a line for each would cost more than the answer. */
const hits = metrics.apiRequestSeconds.labels({ method: 'GET', route: PATH, status: 200 });

function answerFrom(list: CachedList, request: IncomingMessage, response: ServerResponse): void {
  const stop = hits.startTimer();
  const isKnown = matches(list.etag, request.headers['if-none-match']);
  const head = [...list.headers, 'x-request-id', randomUUID()];
  if (isKnown) {
    response.writeHead(304, head).end();
  } else {
    head.push('content-length', String(Buffer.byteLength(list.body)));
    response.writeHead(200, head).end(list.body);
  }
  stop();
}

function isPlain(request: IncomingMessage): boolean {
  if (request.method !== 'GET' || request.url?.startsWith(PATH) !== true) return false;
  const { headers } = request;
  return (
    headers.origin === undefined && headers['x-request-id'] === undefined && headers['content-length'] === undefined
  );
}

function matches(etag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  return header === '*' || header.split(',').some((tag) => tag.trim() === etag);
}

/** Undefined for pages and for anything unusual: those are rare and go the normal way. */
function keyOf(url: string | undefined): string | undefined {
  const match = LIST.exec(url ?? '');
  return match ? (match[1] ?? '') : undefined;
}
