import 'reflect-metadata';
import cors from '@fastify/cors';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '@libs/errors';
import { AccessGuard } from '../access/access.guard';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor';
import { DtoValidationPipe } from '../validation/validation.pipe';
import { EnvelopeInterceptor } from './envelope.interceptor';
import { presentError } from './envelope';
import { answerError, ErrorFilter } from './error.filter';
import { addRequestHooks, identify } from './hooks';
import { parseJsonBody } from './json-body';
import { NestLogger } from './nest-logger';
import type { AppReply, AppRequest } from './request';

/** With the half second between two looks, a request that trickles in is answered within three seconds (promise 46). */
const REQUEST_TIMEOUT_MS = 2_500;
const IN_FLIGHT_MAX = 2_000;

export interface HttpApplicationOptions {
  corsOrigins: readonly string[];
  trustedProxies: readonly string[];
  bodyBytesMax: number;
  /** Routes that take more, by path. */
  bodyBytesMaxByPath?: Readonly<Record<string, number>>;
}

/** A Nest application on Fastify with everything that every endpoint shares. The module provides AccessGuard and IdempotencyInterceptor. */
export async function createHttpApplication(
  module: DynamicModule,
  options: HttpApplicationOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyBytesMax,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    genReqId: () => '',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 500, maxHeaderSize: 16_384 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      identify(request as AppRequest, reply as AppReply);
      answerError(error, request as AppRequest, reply as AppReply);
    },
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  for (const [path, bodyLimit] of Object.entries(options.bodyBytesMaxByPath ?? {})) {
    fastify.addHook('onRoute', (route) => {
      if (route.url === path) route.bodyLimit = bodyLimit;
    });
  }
  addRequestHooks(fastify, { inFlightMax: IN_FLIGHT_MAX });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: new NestLogger(),
    abortOnError: false,
  });
  readJsonOnly(fastify);
  await app.register(cors as never, {
    origin: [...options.corsOrigins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    maxAge: 600,
    exposedHeaders: EXPOSED_HEADERS,
  });
  app.useGlobalPipes(new DtoValidationPipe());
  app.useGlobalFilters(new ErrorFilter());
  app.useGlobalGuards(app.get(AccessGuard));
  // The outer one stores the bytes of what the inner one wrapped.
  app.useGlobalInterceptors(app.get(IdempotencyInterceptor), new EnvelopeInterceptor());
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  return app;
}

const EXPOSED_HEADERS = ['X-Request-Id', 'Idempotent-Replayed', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'ETag'];

/** JSON and nothing else: a form or plain text is 415. The bytes are kept for signatures and fingerprints. */
function readJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const raw = body as Buffer;
      (request as AppRequest).rawBody = raw;
      done(null, parseJsonBody(raw));
    } catch (error) {
      done(error as AppError);
    }
  });
}

/** Bytes that are no HTTP request, or one that never ends: Node has no request object for these, only the socket. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const code = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'malformed_request';
  const body = JSON.stringify(presentError(new AppError(code), randomUUID()).body);
  const headers = `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  socket.end(`HTTP/1.1 400 Bad Request\r\n${headers}\r\n\r\n${body}`);
}
