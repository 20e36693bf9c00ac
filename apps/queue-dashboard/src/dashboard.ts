import fastify, { type FastifyInstance } from 'fastify';
import { connectProducer } from '@libs/queue';
import { isAllowed } from './allowed-actions';
import { createBoard } from './board';
import { addLogin, type Credentials } from './login';
import { Sessions } from './session';

export interface DashboardOptions {
  redisUrl: string;
  commandTimeoutMs: number;
  keyPrefix: string;
  credentials: Credentials;
  sessionSecret: string;
  /** The cookie is sent over HTTPS only. */
  isSecure: boolean;
  trustedProxies: readonly string[];
}

const OPEN_ROUTES: ReadonlySet<string> = new Set(['/login', '/logout', '/health', '/health/ready']);
/** Nothing from elsewhere; styles may be inline, scripts may not. */
const SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
  "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/** The board, the login before it and the health paths, ready to listen. */
export async function createDashboard(options: DashboardOptions): Promise<FastifyInstance> {
  const redis = connectProducer(options.redisUrl, options.commandTimeoutMs);
  const sessions = new Sessions(options.sessionSecret, options.isSecure);
  const board = createBoard(redis, options.keyPrefix);
  const trustProxy = options.trustedProxies.length > 0 ? [...options.trustedProxies] : false;
  const server = fastify({
    trustProxy,
    bodyLimit: 64 * 1024,
    routerOptions: { ignoreTrailingSlash: true },
    // A browser that shows the board keeps its connections, and the closing process would wait for them.
    forceCloseConnections: true,
  });
  const isRedisReady = () => redis.status === 'ready';

  guard(server, sessions, isRedisReady);
  addLogin(server, sessions, options.credentials);
  server.get('/health', () => ({ status: 'healthy', service: 'queue-dashboard' }));
  server.get('/health/ready', (_, reply) => {
    const status = isRedisReady() ? 'healthy' : 'unhealthy';
    return reply
      .status(isRedisReady() ? 200 : 503)
      .send({ status, service: 'queue-dashboard', checks: { redis: { status } } });
  });
  await server.register(board.plugin);
  server.addHook('onClose', async () => {
    await board.close();
    redis.disconnect();
  });
  return server;
}

function guard(server: FastifyInstance, sessions: Sessions, isRedisReady: () => boolean): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'Content-Security-Policy': SECURITY_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
    });
    const route = request.routeOptions.url;
    const isApi = route?.startsWith('/api/') ?? false;
    if (route !== undefined && OPEN_ROUTES.has(route)) return;
    if (!sessions.isValid(request.headers.cookie)) {
      if (isApi || request.method !== 'GET') return reply.status(401).send(refusal('Log in first.'));
      return reply.redirect('/login');
    }
    if (!isAllowed(request.method, route)) {
      return reply.status(403).send(refusal('Messages cannot be removed or edited; let the consumer drop them.'));
    }
    if (isApi && !isRedisReady()) {
      return reply.status(503).header('Retry-After', '2').send(refusal('Redis is not reachable; try again shortly.'));
    }
  });
  // Bull Board's page asks a foreign host for its font; it has a system font to fall back on.
  server.addHook<unknown>('onSend', async (_, reply, payload) => {
    const isPage = String(reply.getHeader('Content-Type')).startsWith('text/html') && typeof payload === 'string';
    return isPage ? payload.replace(/<link[^>]+href="https?:\/\/[^>]*>/g, '') : payload;
  });
}

const refusal = (error: string) => ({ error, message: error });
