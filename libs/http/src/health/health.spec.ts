import 'reflect-metadata';
import { ENDPOINT, type EndpointOptions } from '../openapi/endpoint.decorator';
import { Health, type HealthCheck } from './health';
import { HealthController } from './health.controller';

const health = (...checks: HealthCheck[]) => new Health('probe', '1', checks);
const check = (run: HealthCheck['run'], critical = true): HealthCheck => ({ name: 'redis', critical, run });

it('says what is wrong with a dependency that says so itself', async () => {
  const evicting = check(async () => ({ details: 'Redis evicts', status: 'unhealthy' }));
  expect(await health(evicting).detailed()).toMatchObject({
    status: 'unhealthy',
    checks: { redis: { status: 'unhealthy', details: 'Redis evicts' } },
  });
});

it('says nothing of what was thrown: it may hold addresses or statements', async () => {
  const away = check(() => Promise.reject(new Error('postgres://user:secret@host')));
  expect(JSON.stringify(await health(away).detailed())).not.toContain('secret');
});

it.each([
  ['healthy', undefined, true],
  ['degraded', 'degraded', true],
  ['unhealthy', 'unhealthy', true],
  ['degraded', 'unhealthy', false],
] as const)('is %s when a check is %s and critical: %s', async (expected, status, critical) => {
  const one = check(async () => ({ details: '', ...(status && { status }) }), critical);
  expect((await health(one).detailed()).status).toBe(expected);
});

it('asks each dependency once a second, however many look: the gateway counts our calls', async () => {
  let asked = 0;
  const counting = check(async () => ({ details: (asked += 1) }));
  const one = health(counting);
  await Promise.all(Array.from({ length: 50 }, () => one.detailed()));
  expect(asked).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await one.detailed()).toMatchObject({ checks: { redis: { details: 2 } } });
});

it.each(['liveness', 'livenessAlias', 'detailed', 'readinessAlias', 'metrics'] as const)(
  '%s is never told to wait',
  (method) => {
    const endpoint = Reflect.getMetadata(ENDPOINT, HealthController.prototype[method]) as EndpointOptions;
    expect(endpoint.unlimited).toBe(true);
  },
);
