import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { configureLogging } from '@libs/observability';
import { addRequestHooks } from './hooks';

const IN_FLIGHT_MAX = 3;
let server: FastifyInstance;
let port: number;
let release: () => void;
let held: Promise<void>;

beforeEach(async () => {
  configureLogging({ service: 'test', level: 'silent' });
  held = new Promise((resolve) => (release = resolve));
  server = fastify();
  addRequestHooks(server, { inFlightMax: IN_FLIGHT_MAX });
  server.get('/held', async () => {
    await held;
    return 'done';
  });
  server.get('/free', async () => 'done');
  await server.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = server.server.address() as AddressInfo);
});
afterEach(async () => {
  release();
  await server.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('sheds what is too much with 503 at once, and recovers fully (promise 50)', async () => {
  const waiting = Array.from({ length: IN_FLIGHT_MAX }, () => get('/held'));
  await pause(100);
  for (let i = 0; i < 5; i++) {
    const shed = await get('/free');
    expect([shed.status, shed.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await shed.json()).toMatchObject({ success: false, details: { code: 'overloaded' } });
  }
  release();
  expect((await Promise.all(waiting)).map((answer) => answer.status)).toEqual([200, 200, 200]);
  for (let i = 0; i < 5; i++) expect((await get('/free')).status).toBe(200);
});

it('does not count clients for ever that hung up before their answer', async () => {
  for (let i = 0; i < IN_FLIGHT_MAX; i++) {
    const client = httpRequest({ port, path: '/held' });
    client.on('error', () => undefined);
    client.end();
    await pause(50);
    client.destroy();
  }
  await pause(100);
  release();
  await pause(50);
  expect((await get('/free')).status).toBe(200);
});

it.each(['abc', 'A-z_0.9:/+=@', 'x'.repeat(128)])('echoes the request id %s', async (id) => {
  expect((await get('/free', { 'X-Request-Id': id })).headers.get('x-request-id')).toBe(id);
});

it.each(['', 'x'.repeat(129), 'a b', 'a"b', '<script>', '{"a":1}', 'ä'])('makes one of its own for %j', async (id) => {
  const answered = (await get('/free', { 'X-Request-Id': id })).headers.get('x-request-id');
  expect(answered).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
});

it.each(['gzip', 'br', 'deflate', 'x'])('takes no body that is encoded as %s', async (encoding) => {
  expect((await get('/free', { 'Content-Encoding': encoding })).status).toBe(415);
});
