import { config } from '../support/running-system';
import { admin } from '../support/customer';

const QUEUES = [
  'q:sub:payment_initiation',
  'q:sub:trial_payment',
  'q:sub:plan_change',
  'q:sub:usage_sync',
  'q:pay:subscription_update',
  'q:pay:refund_initiation',
];

describe('what people look at', () => {
  it.each([config.urls.subscription, config.urls.payment])('documents %s', async (url) => {
    expect(await (await fetch(`${url}/docs`)).text()).toContain('swagger-ui');
    const document = (await (await fetch(`${url}/docs-json`)).json()) as { openapi: string; paths: object };
    expect(document.openapi).toMatch(/^3\./);
    expect(Object.keys(document.paths).length).toBeGreaterThan(5);
  });

  it('shows the queue dashboard to those who log in, and to nobody else', async () => {
    const anonymous = await fetch(`${config.urls.dashboard}/api/queues`, { redirect: 'manual' });
    expect([302, 303, 401]).toContain(anonymous.status);
    const login = await fetch(`${config.urls.dashboard}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ user: config.dashboard.user, password: config.dashboard.password }),
    });
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const board = await (await fetch(`${config.urls.dashboard}/api/queues`, { headers: { cookie } })).text();
    for (const queue of QUEUES) expect(board).toContain(queue);
  });

  it('tells staff how deep each queue is', async () => {
    const { data } = await (await admin()).get('/v1/queues');
    expect(data.map(({ name }: { name: string }) => name).sort()).toEqual([...QUEUES].sort());
  });

  it.each([
    ['subscription', config.ports.subscription],
    ['subscription worker', config.ports.subscriptionWorker],
    ['subscription scheduler', config.ports.subscriptionScheduler],
    ['payment', config.ports.payment],
    ['payment worker', config.ports.paymentWorker],
  ])('measures and probes the %s process', async (_, port) => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('process_cpu_seconds_total');
    expect(metrics).toContain('queue_depth');
    const ready = (await (await fetch(`http://127.0.0.1:${port}/v1/health/detailed`)).json()) as {
      status: string;
      checks: object;
    };
    expect(Object.keys(ready.checks)).toEqual(expect.arrayContaining(['database', 'redis', 'queues']));
    expect((await fetch(`http://127.0.0.1:${port}/v1/health/deep`)).status).toBe(200);
  });
});
