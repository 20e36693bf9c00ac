import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiReply, Engine } from '../engine';
import { OPERATIONS } from '../operations';
import type { Operation } from '../operations/operation';
import { ApiError } from './api-error';

/** Longer than any client waits; then the socket is freed. */
const SILENCE_MS = 120_000;

/** Stripe's own addresses, one per operation. */
export function addApiRoutes(app: FastifyInstance, engine: Engine): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, body),
  );
  for (const operation of OPERATIONS) {
    app.route({ method: operation.method, url: operation.path, handler: answer(operation, engine) });
  }
}

function answer(operation: Operation, engine: Engine) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    authenticate(request);
    const key = request.headers['idempotency-key'];
    const result = await engine.execute({
      operation,
      pathId: (request.params as Record<string, string>)['id'] ?? '',
      payload: operation.method === 'GET' ? queryOf(request.url) : typeof request.body === 'string' ? request.body : '',
      idempotencyKey: typeof key === 'string' && key !== '' ? key : undefined,
    });
    return send(result, request, reply);
  };
}

/** Any test key will do, but one must be there. */
function authenticate(request: FastifyRequest): void {
  if (/^(Bearer (sk|rk)_|Basic )/.test(request.headers.authorization ?? '')) return;
  throw new ApiError(401, { type: 'invalid_request_error', message: 'You did not provide a valid API key.' });
}

function queryOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

function send(result: ApiReply, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { socket } = request.raw;
  if (result.kind === 'answer') {
    if (result.replayed) reply.header('idempotent-replayed', 'true');
    return reply
      .code(result.status)
      .header('request-id', `req_${request.id}`)
      .type('application/json')
      .send(result.body);
  }
  reply.hijack();
  if (result.kind === 'reset') socket.resetAndDestroy();
  else setTimeout(() => socket.destroy(), SILENCE_MS).unref();
  return reply;
}
