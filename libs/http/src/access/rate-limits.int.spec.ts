import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { loadConfig } from '@libs/config';
import type { AppError } from '@libs/errors';
import { limitHeaders, RateLimit } from './rate-limits';

const redis = new Redis(loadConfig().redis.url);
beforeAll(() => redis.ping());
afterAll(() => redis.quit());

const rule = { name: `test-${randomUUID()}`, points: 5, windowSeconds: 60 };
const outcome = (limit: RateLimit, key: string) =>
  limit.consume(key).then(
    (state) => state.remaining,
    (error: AppError) => error.code,
  );

it('lets exactly its points through, shared by all processes, also in a burst', async () => {
  const processes = [new RateLimit(redis, rule), new RateLimit(redis, rule)];
  const all = await Promise.all(Array.from({ length: 40 }, (_, at) => outcome(processes[at % 2] as RateLimit, 'a')));
  expect(all.filter((one) => typeof one === 'number').sort()).toEqual([0, 1, 2, 3, 4]);
  expect(all.filter((one) => one === 'rate_limited')).toHaveLength(35);
  expect(await outcome(processes[0] as RateLimit, 'b')).toBe(4);
});

it('says how long to wait, in the sentence and in the headers', async () => {
  const limit = new RateLimit(redis, { ...rule, name: `${rule.name}-2`, points: 1 });
  const state = await limit.consume('a');
  expect(limitHeaders(state)).toEqual({
    'RateLimit-Policy': `"${rule.name}-2";q=1;w=60`,
    RateLimit: `"${rule.name}-2";r=0;t=60`,
  });
  const refusal = await limit.consume('a').catch((error: AppError) => error);
  expect(refusal).toMatchObject({ code: 'rate_limited' });
  expect((refusal as AppError).facts.retryAfterSeconds).toBeGreaterThan(50);
});

it('counts for itself while Redis is away', async () => {
  const away = new Redis(1, '127.0.0.1', { lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => null });
  const limit = new RateLimit(away, { ...rule, name: `${rule.name}-3`, points: 2 });
  expect([await outcome(limit, 'a'), await outcome(limit, 'a'), await outcome(limit, 'a')]).toEqual([
    1,
    0,
    'rate_limited',
  ]);
  away.disconnect();
});
