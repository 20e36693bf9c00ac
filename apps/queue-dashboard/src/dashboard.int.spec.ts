import type { FastifyInstance } from 'fastify';
import { loadConfig } from '@libs/config';
import { configureLogging } from '@libs/observability';
import { newId } from '@libs/persistence';
import { QUEUE_NAMES, QueueClient, type QueueName } from '@libs/queue';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createDashboard } from './dashboard';

const QUEUE: QueueName = 'q:sub:payment_initiation';
const redisUrl = process.env.TEST_REDIS_URL ?? loadConfig().redis.url;
const keyPrefix = `t${newId()}:`;
const credentials = { user: 'admin', password: 'right-password' };
let server: FastifyInstance;
let session: string;

const logIn = (password: string, remoteAddress: string) =>
  server.inject({
    method: 'POST',
    url: '/login',
    remoteAddress,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': newId() },
    payload: new URLSearchParams({ user: 'admin', password }).toString(),
  });
const call = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, cookie = session) =>
  server.inject({ method, url, headers: { cookie } });

beforeAll(async () => {
  configureLogging({ service: 'test', level: 'silent' });
  server = await createDashboard({
    redisUrl,
    commandTimeoutMs: 3000,
    keyPrefix,
    credentials,
    sessionSecret: 'a-secret-of-the-dashboard',
    isSecure: false,
    trustedProxies: [],
  });
  await server.ready();
  while ((await server.inject('/health/ready')).statusCode !== 200) await new Promise((wait) => setTimeout(wait, 10));
  const answer = await logIn('right-password', '10.0.0.1');
  expect(answer).toMatchObject({ statusCode: 303, headers: { location: '/' } });
  session = String(answer.headers['set-cookie']).split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  const redis = new Redis(redisUrl);
  const keys = await redis.keys(`${keyPrefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
});

describe('without a session', () => {
  it.each(['/', '/queue/x', '/static/css/main.css'])('%s leads to the login', async (url) => {
    expect(await call('GET', url, '')).toMatchObject({ statusCode: 302, headers: { location: '/login' } });
  });
  it.each(['/api/queues', '/%61pi/queues', '/api/queues/?activeQueue=x'])('%s is refused', async (url) => {
    expect((await call('GET', url, '')).statusCode).toBe(401);
  });
  it.each(['/health', '/health/ready', '/login'])('%s is open', async (url) => {
    expect((await call('GET', url, '')).statusCode).toBe(200);
  });
});

it('shows a form that needs nothing from elsewhere', async () => {
  for (const page of [await call('GET', '/login', ''), await call('GET', '/')]) {
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//);
  }
});

it('shows the six queues under the names of the contract', async () => {
  const { queues } = (await call('GET', '/api/queues')).json<{ queues: { name: string }[] }>();
  expect(queues.map((queue) => queue.name).toSorted()).toEqual([...QUEUE_NAMES].toSorted());
});

it('shows a failed message with its reason and puts it back with all attempts; it cannot be removed', async () => {
  const id = newId();
  const prefix = `${keyPrefix}q:sub`;
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue('payment_initiation', { connection, prefix });
  await queue.add('initial', { correlation_id: 's1' }, { jobId: id, attempts: 2 });
  const worker = new Worker('payment_initiation', () => Promise.reject(new Error('gateway down')), {
    connection,
    prefix,
  });
  while ((await queue.getFailedCount()) === 0) await new Promise((wait) => setTimeout(wait, 10));
  await worker.close();

  const shown = (await call('GET', `/api/queues/${QUEUE}/${id}`)).json<{ job: object }>();
  expect(shown.job).toMatchObject({ id, failedReason: 'gateway down', data: { correlation_id: 's1' } });
  for (const action of [`${id}/clean`, 'clean/failed', 'empty', 'obliterate', `${id}/update-data`]) {
    expect((await call('PUT', `/api/queues/${QUEUE}/${action}`)).statusCode).toBe(403);
  }
  expect((await call('PUT', `/%61pi/queues/${QUEUE}/empty`)).statusCode).toBe(403);
  expect((await call('PUT', `/api/queues/${QUEUE}/${id}/retry`, '')).statusCode).toBe(401);
  expect(await queue.getFailedCount()).toBe(1);
  expect((await call('PUT', `/api/queues/${QUEUE}/${id}/retry/failed`)).statusCode).toBe(403);
  expect((await call('PUT', `/api/queues/${QUEUE}/${id}/retry`)).statusCode).toBe(204);
  expect(await queue.getJob(id)).toMatchObject({ attemptsMade: 0 });
  expect(await queue.getWaitingCount()).toBe(1);
  await queue.close();
  connection.disconnect();
});

it('counts what the client counts', async () => {
  const settings = {
    keyPrefix,
    maxRetries: 3,
    baseDelaySeconds: 60,
    backoffMultiplier: 2,
    maxDelaySeconds: 3600,
    jitterSeconds: 10,
    lockSeconds: 120,
    stalledCheckSeconds: 30,
    concurrency: 1,
    overrides: {},
  };
  const client = new QueueClient({ redisUrl, commandTimeoutMs: 3000, settings });
  while (!client.isReady) await new Promise((wait) => setTimeout(wait, 10));
  const envelope = { id: newId(), action: 'refund' };
  await client.publish([{ queue: 'q:pay:refund_initiation', envelope }]);
  const { queues } = (await call('GET', '/api/queues')).json<{ queues: { name: string; counts: object }[] }>();
  expect(queues.find((queue) => queue.name === 'q:pay:refund_initiation')?.counts).toMatchObject({ waiting: 1 });
  await client.close();
});

it('limits wrong passwords per address, parallel and under forged forwarding headers, and lets others in', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => logIn('wrong', '10.0.0.2')));
  const statuses = answers.map((answer) => answer.statusCode);
  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  expect(await logIn('right-password', '10.0.0.2')).toMatchObject({
    statusCode: 429,
    headers: { 'retry-after': expect.any(String) },
  });
  expect((await logIn('right-password', '10.0.0.3')).statusCode).toBe(303);
});

it('ends the session at logout', async () => {
  const mine = String((await logIn('right-password', '10.0.0.4')).headers['set-cookie']).split(';')[0] ?? '';
  expect((await call('GET', '/api/queues', mine)).statusCode).toBe(200);
  expect((await call('GET', '/logout', mine)).headers['set-cookie']).toContain('Max-Age=0');
  expect((await call('GET', '/api/queues', mine)).statusCode).toBe(401);
});
