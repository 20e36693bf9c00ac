import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastify, type FastifyInstance } from 'fastify';
import type { PlanNews } from '../plan-news';
import { installPlanCache } from './install-plan-cache';
import { PlanListCache } from './plan-list-cache';

describe('GET /v1/plans in front of the framework', () => {
  let server: FastifyInstance;
  let base: string;
  let asked: string[];
  let price: number;
  let changePlans: () => void;

  beforeEach(async () => {
    asked = [];
    price = 29.99;
    server = fastify({ routerOptions: { ignoreTrailingSlash: true } });
    const news = { isListening: true, onChange: (listener: () => void) => (changePlans = listener) };
    const cache = new PlanListCache(news as unknown as PlanNews);
    const app = { get: () => cache, getHttpAdapter: () => ({ getInstance: () => server }) };
    server.addHook('onRequest', (request, reply, done) => {
      void reply.headers({
        'x-request-id': request.headers['x-request-id'] ?? 'made',
        'x-frame-options': 'DENY',
        ratelimit: '1',
      });
      done();
    });
    installPlanCache(app as unknown as NestFastifyApplication);
    server.get('/v1/plans', (request, reply) => {
      asked.push(request.url);
      void reply.send({ data: [{ price }], pagination: { next_cursor: null }, timestamp: String(asked.length) });
    });
    server.get('/v1/plans/:id', (request, reply) => {
      asked.push(request.url);
      void reply.send({});
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    base = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    await server.close();
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(base + path, { headers });

  it('asks the framework once, with and without a slash', async () => {
    const first = await get('/v1/plans');
    const second = await get('/v1/plans/');
    expect(asked).toEqual(['/v1/plans']);
    expect(await second.text()).toBe(await first.text());
  });

  it('gives every answer the security headers, a request id of its own, and nobody else’s limits', async () => {
    await get('/v1/plans');
    const [second, third] = [await get('/v1/plans'), await get('/v1/plans')];
    expect(second.headers.get('x-frame-options')).toBe('DENY');
    expect(second.headers.get('content-type')).toContain('application/json');
    expect(second.headers.get('ratelimit')).toBeNull();
    expect(second.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers.get('x-request-id')).not.toBe(third.headers.get('x-request-id'));
  });

  it('answers 304 to whoever has the present list, kept or not', async () => {
    const etag = (await get('/v1/plans')).headers.get('etag') ?? '';
    expect((await get('/v1/plans', { 'if-none-match': etag })).status).toBe(304);
    changePlans();
    const unkept = await get('/v1/plans', { 'if-none-match': `"other", ${etag}` });
    expect([unkept.status, await unkept.text()]).toEqual([304, '']);
    expect((await get('/v1/plans', { 'if-none-match': 'W/"other"' })).status).toBe(200);
  });

  it('asks again after a change, and the tag differs', async () => {
    const before = await get('/v1/plans');
    price = 39.99;
    changePlans();
    const after = await get('/v1/plans', { 'if-none-match': before.headers.get('etag') ?? '' });
    expect(after.status).toBe(200);
    expect(await after.json()).toMatchObject({ data: [{ price: 39.99 }] });
  });

  it('keeps currencies apart', async () => {
    await get('/v1/plans?currency=EUR');
    await get('/v1/plans?currency=USD');
    await get('/v1/plans?currency=EUR');
    expect(asked).toEqual(['/v1/plans?currency=EUR', '/v1/plans?currency=USD']);
  });

  it.each([
    ['a page', '/v1/plans?limit=2', {}],
    ['one plan', '/v1/plans/pro', {}],
    ['another site’s page', '/v1/plans', { origin: 'http://localhost:3000' }],
    ['a request id to carry on', '/v1/plans', { 'x-request-id': 'mine' }],
    ['an unusual query', '/v1/plans?currency=eur', {}],
  ])('leaves %s to the framework', async (_, path, headers) => {
    await get('/v1/plans');
    await get(path, headers);
    await get(path, headers);
    expect(asked).toHaveLength(3);
  });
});
