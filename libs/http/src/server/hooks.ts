import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { AppError } from '@libs/errors';
import { metrics, requestLogger, runInContext } from '@libs/observability';
import { answerError } from './error.filter';
import type { AppReply, AppRequest } from './request';
import { SECURITY_HEADERS } from './security-headers';

const log = requestLogger('request');
const timers = new Map<string, { observe(seconds: number): void }>();
const SAFE_REQUEST_ID = /^[A-Za-z0-9._:/+=@-]{1,128}$/;

/** Probes and scrapes would drown the log. */
const QUIET = /^\/(v1\/)?health|^\/metrics/;

export interface HookOptions {
  /** More requests in flight than this are shed with 503 at once (promise 50). */
  inFlightMax: number;
}

/** Request ids, shedding, timing, and one log line per request; bodies are never logged. */
export function addRequestHooks(fastify: FastifyInstance, options: HookOptions): void {
  let inFlight = 0;
  let isClosing = false;
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    inFlight++;
    // Not onResponse: a client that hangs up before the answer would count as in flight for ever.
    reply.raw.once('close', () => {
      inFlight--;
      // The client would keep the connection, and the closing server would wait for it (promise 10).
      if (isClosing) setImmediate(() => fastify.server.closeIdleConnections());
    });
    const appRequest = request as AppRequest;
    identify(appRequest, reply as AppReply);
    void reply.headers(SECURITY_HEADERS);
    const encoding = request.headers['content-encoding'];
    if (inFlight > options.inFlightMax) return answerError(new AppError('overloaded'), appRequest, reply as AppReply);
    if (encoding !== undefined && encoding !== 'identity') {
      return answerError(new AppError('unsupported_media_type'), appRequest, reply as AppReply);
    }
    runInContext(appRequest.context, done);
  });
  // Reading the body leaves the asynchronous context of the first hook.
  fastify.addHook('preValidation', (request, _reply, done) => {
    runInContext((request as AppRequest).context, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    finish(request as AppRequest, reply as AppReply);
    done();
  });
}

/** Gives a request its id, which the answer carries too. Fastify's own refusals, of broken paths, pass no hook. */
export function identify(request: AppRequest, reply: AppReply): void {
  request.context = { requestId: requestIdOf(request.headers['x-request-id']) };
  void reply.header('X-Request-Id', request.context.requestId);
}

function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && SAFE_REQUEST_ID.test(header) ? header : randomUUID();
}

function finish(request: AppRequest, reply: AppReply): void {
  const route = request.routeOptions.url ?? 'unmatched';
  const status = reply.statusCode;
  timerOf(request.method, route, status).observe(reply.elapsedTime / 1000);
  if (QUIET.test(request.url)) return;
  const facts = { method: request.method, route, status, duration_ms: Math.round(reply.elapsedTime * 10) / 10 };
  runInContext(request.context, () => log.info(facts, 'request'));
}

/** Looking up a histogram by its labels costs more than the observation; routes times statuses are few. */
function timerOf(method: string, route: string, status: number): { observe(seconds: number): void } {
  const key = `${method} ${route} ${status}`;
  let timer = timers.get(key);
  if (!timer) {
    timer = metrics.apiRequestSeconds.labels({ method, route, status });
    timers.set(key, timer);
  }
  return timer;
}
