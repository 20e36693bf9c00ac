import { billingWorld, type BillingWorld } from '../testing/billing-world';

const PARALLEL = 50;

describe('using features', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld('2024-01-01T00:00:00Z');
  });
  afterAll(() => world.close());

  const use = (accountId: string, delta: number, more: object = {}) =>
    world.call('POST', '/v1/usage/use', accountId, { feature_name: 'api_calls', delta, ...more });

  async function onTrial(features?: object): Promise<string> {
    const account = await world.account();
    const planId = await world.plan(features ? { features } : {});
    await world.call('POST', '/v1/subscriptions/trial', account.id, { trial_plan_id: planId });
    return account.id;
  }

  it('counts as the requirement shows it: the trial ends on 31 Jan, counting starts again on 1 Feb', async () => {
    const account = await onTrial();
    expect(await use(account, 1)).toMatchObject({
      status: 200,
      body: {
        data: {
          feature_name: 'api_calls',
          current_usage: 1,
          limit: 1000,
          remaining: 999,
          reset_at: '2024-02-01T00:00:00Z',
        },
      },
    });
    const { body } = await world.call('GET', '/v1/usage/limits', account);
    expect(body.data).toEqual([
      { feature_name: 'api_calls', current_usage: 1, limit: 1000, remaining: 999, reset_at: '2024-02-01T00:00:00Z' },
      { feature_name: 'sso', current_usage: 0, limit: null, remaining: null, reset_at: '2024-02-01T00:00:00Z' },
      {
        feature_name: 'storage',
        current_usage: 0,
        limit: '1GB',
        remaining: 1_000_000_000,
        reset_at: '2024-02-01T00:00:00Z',
      },
    ]);
  });

  it('accepts exactly 10 of 50 at once when 10 are left', async () => {
    const account = await onTrial();
    await use(account, 990);
    const answers = await Promise.all(Array.from({ length: PARALLEL }, () => use(account, 1)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    const refused = answers.filter(({ status }) => status === 403);
    expect(refused).toHaveLength(PARALLEL - 10);
    expect(refused.every(({ body }) => body.details.code === 'limit_exceeded')).toBe(true);
    const usages = answers.filter(({ status }) => status === 200).map(({ body }) => body.data.current_usage as number);
    expect(usages.sort((a, b) => a - b)).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999, 1000]);
    expect(
      await world.rows(`SELECT sum(quantity)::int AS sum FROM usage_event WHERE account_id = $1`, [account]),
    ).toEqual([{ sum: 1000 }]);
    expect((await use(account, 1)).body.error).toContain('0 left');
  });

  it('accepts exactly 10 of 50 with keys of their own', async () => {
    const account = await onTrial({ api_calls: { limit: 10 } });
    const keyed = Array.from({ length: PARALLEL }, (_, index) => use(account, 1, { idempotency_key: `job-${index}` }));
    const answers = await Promise.all(keyed);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect((await world.call('GET', '/v1/usage', account)).body.data).toMatchObject([{ current_usage: 10 }]);
  });

  it('counts from the very first use on, 50 at once', async () => {
    const account = await onTrial({ api_calls: { limit: 10 } });
    const answers = await Promise.all(Array.from({ length: PARALLEL }, () => use(account, 1)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  });

  it('counts a key once, and answers a repeat with the numbers of now', async () => {
    const account = await onTrial({ api_calls: { limit: 5 } });
    const key = { idempotency_key: 'job-1' };
    const answers = await Promise.all(Array.from({ length: PARALLEL }, () => use(account, 5, key)));
    expect(answers.map(({ status }) => status)).toEqual(Array(PARALLEL).fill(200));
    expect((await use(account, 5, key)).body.data).toMatchObject({ current_usage: 5, remaining: 0 });
    expect((await use(account, 1)).status).toBe(403);
  });

  it('lets a soft limit be passed', async () => {
    const account = await onTrial({ api_calls: { limit: 3, overage: true } });
    expect((await use(account, 5)).body.data).toMatchObject({ current_usage: 5, limit: 3, remaining: 0 });
  });

  it.each([
    ['without a subscription', undefined, 'api_calls', 'no_active_subscription'],
    ['of a feature that is not in the plan', { seats: { limit: 1 } }, 'api_calls', 'feature_not_in_plan'],
    ['of a switch that is off', { api_calls: false }, 'api_calls', 'feature_not_in_plan'],
    ['of a plan without features', {}, 'api_calls', 'feature_not_in_plan'],
  ])('refuses a use %s', async (_, features, feature, code) => {
    const account = features ? await onTrial(features) : (await world.account()).id;
    const answer = await world.call('POST', '/v1/usage/use', account, { feature_name: feature, delta: 1 });
    expect([answer.status, answer.body.details?.code]).toEqual([403, code]);
  });

  it.each([0, -1, 1.5, '1', 2_000_000_000])('refuses a delta of %p', async (delta) => {
    expect((await use(await onTrial(), delta as number)).status).toBe(400);
  });

  it('tells what is granted of one feature', async () => {
    const account = await onTrial();
    await use(account, 400);
    const check = async (feature: string) =>
      (await world.call('GET', `/v1/entitlements/check?feature=${feature}`, account)).body.data;
    expect(await check('api_calls')).toEqual({
      feature: 'api_calls',
      granted: true,
      limit: 1000,
      used: 400,
      remaining: 600,
      source: 'trial',
    });
    expect(await check('sso')).toMatchObject({ granted: true, limit: null, remaining: null });
    expect(await check('teleport')).toMatchObject({ granted: false, source: 'none', remaining: 0 });
  });

  describe('as time goes by', () => {
    let shared: BillingWorld;

    beforeEach(async () => {
      shared = world;
      world = await billingWorld('2024-01-01T00:00:00Z');
    });
    afterEach(async () => {
      await world.close();
      world = shared;
    });

    it('grants nothing once a trial is over', async () => {
      const account = await onTrial();
      world.clock.moveTo('2024-01-30T23:59:59Z');
      expect((await use(account, 1)).status).toBe(200);
      world.clock.moveTo('2024-01-31T00:00:00Z');
      expect(await use(account, 1)).toMatchObject({
        status: 403,
        body: { details: { code: 'no_active_subscription' } },
      });
      expect((await world.call('GET', '/v1/entitlements/me', account)).body.data).toEqual([]);
    });

    it('serves until the end of a term that was canceled, and not after', async () => {
      const account = await world.account();
      const planId = await world.plan({ price: 0 });
      const { id } = (await world.call('POST', '/v1/subscriptions', account.id, { plan_id: planId })).body.data;
      await world.call('DELETE', `/v1/subscriptions/${id}`, account.id);
      world.clock.moveTo('2024-01-31T23:59:59Z');
      expect((await use(account.id, 1)).status).toBe(200);
      world.clock.moveTo('2024-02-01T00:00:00Z');
      expect((await use(account.id, 1)).body.details.code).toBe('no_active_subscription');
    });

    it('starts again in the next usage period, once, with 50 at once', async () => {
      const account = await world.account();
      const planId = await world.plan({ price: 0, features: { api_calls: { limit: 60 } } });
      await world.call('POST', '/v1/subscriptions', account.id, { plan_id: planId });
      await use(account.id, 60);
      expect((await use(account.id, 1)).status).toBe(403);
      world.clock.moveTo('2024-02-01T00:00:00Z');
      const answers = await Promise.all(Array.from({ length: PARALLEL }, () => use(account.id, 1)));
      expect(answers.map(({ status }) => status)).toEqual(Array(PARALLEL).fill(200));
      const { body } = await world.call('GET', '/v1/usage/me', account.id);
      expect(body.data).toMatchObject([{ current_usage: PARALLEL, reset_at: '2024-03-01T00:00:00Z' }]);
    });
  });
});
