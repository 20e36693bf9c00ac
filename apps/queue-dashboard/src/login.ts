import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { logger } from '@libs/observability';
import { loginPage } from './login-page';
import { equalTexts, type Sessions } from './session';

const FAILURES_MAX = 10;
const FAILURE_WINDOW_SECONDS = 15 * 60;
const log = logger('queue-dashboard');

export interface Credentials {
  user: string;
  password: string;
}

/** Adds the form, its answer and the way out. Wrong passwords are limited per address; the right one is not counted. */
export function addLogin(server: FastifyInstance, sessions: Sessions, credentials: Credentials): void {
  const failures = new RateLimiterMemory({ points: FAILURES_MAX, duration: FAILURE_WINDOW_SECONDS });

  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) => {
    done(null, new URLSearchParams(body as string));
  });
  server.get('/login', (request, reply) => {
    if (sessions.isValid(request.headers.cookie)) return reply.redirect('/');
    return sendPage(reply, 200);
  });
  server.post('/login', async (request, reply) => {
    // Counted before the comparison, so that a burst of parallel guesses is counted whole.
    const attempt = await failures.consume(request.ip).catch((refusal: { msBeforeNext: number }) => refusal);
    if (!('remainingPoints' in attempt) || attempt.consumedPoints > FAILURES_MAX) {
      reply.header('Retry-After', Math.ceil(attempt.msBeforeNext / 1000));
      return sendPage(reply, 429, 'Too many failed attempts. Try again later.');
    }
    if (!matches(request, credentials)) {
      log.warn({ address: request.ip }, 'failed login');
      return sendPage(reply, 401, 'User or password is wrong.');
    }
    await failures.delete(request.ip);
    log.info({ address: request.ip }, 'logged in');
    return reply.header('Set-Cookie', sessions.begin()).redirect('/', 303);
  });
  server.get('/logout', (request, reply) =>
    reply.header('Set-Cookie', sessions.end(request.headers.cookie)).redirect('/login'),
  );
}

function matches(request: FastifyRequest, credentials: Credentials): boolean {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  const isUser = equalTexts(form.get('user') ?? '', credentials.user);
  const isPassword = equalTexts(form.get('password') ?? '', credentials.password);
  return isUser && isPassword;
}

function sendPage(reply: FastifyReply, status: number, message?: string): FastifyReply {
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .send(loginPage(message));
}
