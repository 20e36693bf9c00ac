import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';

const NOW = '2026-02-10T09:00:00Z';

describe('reporting usage', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld(NOW);
  });
  afterAll(() => world.close());

  /** An account on a free plan, which is active at once. */
  async function subscribed(facts: object = {}): Promise<{ account: string; subscription: string }> {
    const { id: account } = await world.account();
    const plan = await world.plan({ price: 0, ...facts });
    const { body } = await world.call('POST', '/v1/subscriptions', account, { plan_id: plan });
    return { account, subscription: body.data.id };
  }

  let made = 0;
  const event = (more: object = {}) => ({
    metric: 'api_calls',
    quantity: 1,
    idempotency_key: `key-${++made}`,
    ...more,
  });
  const report = (by: string, body: object) => world.call('POST', '/v1/usage', by, body);
  const batch = (by: string, events: unknown[]) => world.call('POST', '/v1/usage/batch', by, { events });
  const stored = async (account: string) =>
    world.rows<{ quantity: string; key: string }>(
      `SELECT quantity::text, idempotency_key AS key FROM usage_event WHERE account_id = $1 ORDER BY idempotency_key`,
      [account],
    );

  it('takes an event in and answers it', async () => {
    const { account, subscription } = await subscribed();
    const sent = event({ quantity: '2.5', timestamp: NOW, properties: { user: 'ada' } });
    expect(await report(account, sent)).toMatchObject({
      status: 202,
      body: { data: { ...sent, quantity: 2.5, account_id: account, subscription_id: subscription, duplicate: false } },
    });
    expect(await stored(account)).toEqual([{ quantity: '2.5', key: sent.idempotency_key }]);
  });

  it('answers a known key with the event it stands for, and counts nothing', async () => {
    const { account } = await subscribed();
    const first = event({ quantity: 7 });
    await report(account, first);
    expect(await report(account, { ...first, quantity: 8 })).toMatchObject({
      status: 200,
      body: { data: { quantity: 7, duplicate: true } },
    });
    expect(await stored(account)).toHaveLength(1);
  });

  it('is billed beside uses of the feature of that name, and does not count toward its limit', async () => {
    const charge = { metric: 'api_calls', aggregation: 'sum', model: 'standard', unit_amount: 1 };
    const { account } = await subscribed({ charges: [charge] });
    await report(account, event({ quantity: 1_500 }));
    const used = await world.call('POST', '/v1/usage/use', account, { feature_name: 'api_calls', delta: 3 });
    expect(used.body.data).toMatchObject({ current_usage: 3, limit: 1000, remaining: 997 });
    const next = await world.call('POST', '/v1/invoices/preview', account, {});
    expect(next.body.data.total).toBe(1_503);
  });

  it('keeps the good ones of a batch, and tells of the others why', async () => {
    const { account, subscription } = await subscribed();
    const other = await subscribed();
    const repeated = event();
    const bad: [unknown, string][] = [
      [7, 'not_an_object'],
      [event({ price: 1 }), 'unknown_field'],
      [event({ metric: 'API calls' }), 'invalid_metric'],
      [event({ quantity: -1 }), 'invalid_quantity'],
      [event({ quantity: '1e3' }), 'invalid_quantity'],
      [event({ quantity: '0.0000000000001' }), 'invalid_quantity'],
      [event({ idempotency_key: '' }), 'invalid_idempotency_key'],
      [event({ idempotency_key: 'x'.repeat(256) }), 'invalid_idempotency_key'],
      [event({ timestamp: 'yesterday' }), 'invalid_timestamp'],
      [event({ timestamp: '2026-02-10T09:05:01Z' }), 'timestamp_in_future'],
      [event({ timestamp: '2026-02-10T08:59:59Z' }), 'timestamp_too_old'],
      [event({ subscription_id: 'nonsense' }), 'not_found'],
      [event({ subscription_id: other.subscription }), 'not_found'],
      [event({ account_id: other.account }), 'not_found'],
      [event({ properties: { deep: { er: 1 } } }), 'invalid_properties'],
      [event({ properties: { constructor: 'x' } }), 'invalid_properties'],
    ];
    const good = [repeated, repeated, event({ timestamp: '2026-02-10T09:05:00Z', subscription_id: subscription })];
    const answer = await batch(account, [...good, ...bad.map(([each]) => each)]);
    expect(answer.status).toBe(202);
    expect(answer.body.data).toMatchObject({ accepted: 2, duplicates: 1 });
    const rejected = answer.body.data.rejected as { index: number; code: string; message: string }[];
    expect(rejected.map(({ index, code }) => [index, code])).toEqual(bad.map(([, code], at) => [at + 3, code]));
    expect(rejected.every(({ message }) => message.length > 10)).toBe(true);
    expect(await stored(account)).toHaveLength(2);
    expect(await stored(other.account)).toHaveLength(0);
  });

  it('counts each event once when the same batches come at once, in any order', async () => {
    const { account } = await subscribed();
    const events = Array.from({ length: 200 }, () => event());
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => batch(account, n % 2 ? events : events.toReversed())),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(answers.reduce((sum, { body }) => sum + body.data.accepted, 0)).toBe(200);
    expect(answers.reduce((sum, { body }) => sum + body.data.duplicates, 0)).toBe(1_800);
    expect(await stored(account)).toHaveLength(200);
  });

  it.each([
    ['no events', {}, 'events', 'required'],
    ['no list', { events: 1 }, 'events', 'not_a_list'],
    ['an empty list', { events: [] }, 'events', 'too_few'],
    ['1001 events', { events: Array(1_001).fill(1) }, 'events', 'too_many'],
    ['a member nobody knows', { events: [1], mode: 'x' }, 'mode', 'unknown_field'],
  ])('refuses a batch of %s', async (_, body, field, code) => {
    const answer = await world.call('POST', '/v1/usage/batch', STAFF, body);
    expect(answer).toMatchObject({ status: 400, body: { details: { fields: [{ field, code }] } } });
  });

  it.each<[string, object, number, string]>([
    ['in the future', { timestamp: '2026-02-10T09:05:01Z' }, 422, 'timestamp_in_future'],
    ['from before the start', { timestamp: '2026-01-01T00:00:00Z' }, 422, 'timestamp_too_old'],
    ['of nobody', { subscription_id: 'nonsense' }, 404, 'not_found'],
    ['without a quantity', { quantity: undefined }, 400, 'validation_failed'],
    ['with a member nobody knows', { price: 1 }, 400, 'validation_failed'],
  ])('refuses an event %s', async (_, more, status, code) => {
    const { account } = await subscribed();
    const answer = await report(account, event(more));
    expect([answer.status, answer.body.details?.code]).toEqual([status, code]);
    expect(await stored(account)).toEqual([]);
  });

  it('wants a live subscription, and staff to name one', async () => {
    const { id } = await world.account();
    expect((await report(id, event())).body.details.code).toBe('no_active_subscription');
    expect((await report(STAFF, event())).body.details.fields[0]).toMatchObject({ code: 'subscription_required' });
    const { account, subscription } = await subscribed();
    expect((await report(STAFF, event({ subscription_id: subscription }))).body.data.account_id).toBe(account);
    expect((await report(STAFF, event({ account_id: account }))).body.data.subscription_id).toBe(subscription);
  });

  it('gives an event of an account to the subscription that charges for it', async () => {
    const { account } = await subscribed();
    const charge = { metric: 'emails', aggregation: 'sum', model: 'standard', unit_amount: '0.01' };
    const addOn = await world.plan({ price: 0, family: 'mail', features: {}, charges: [charge] });
    const { body } = await world.call('POST', '/v1/subscriptions', account, { plan_id: addOn });
    expect((await report(account, event({ metric: 'emails' }))).body.data.subscription_id).toBe(body.data.id);
    expect((await report(account, event())).body.data.subscription_id).not.toBe(body.data.id);
  });

  it('lists the newest first, over several metrics, page after page', async () => {
    const { account, subscription } = await subscribed();
    const sent = Array.from({ length: 9 }, (_, n) =>
      event({
        metric: ['a', 'b', 'c'][n % 3],
        timestamp: `2026-02-10T09:0${Math.floor(n / 2)}:00Z`,
        idempotency_key: `k${n}`,
      }),
    );
    await batch(account, sent);
    const keys: string[] = [];
    for (let cursor = ''; ;) {
      const url = `/v1/usage/events?account_id=${account}&limit=4${cursor && `&cursor=${cursor}`}`;
      const { body } = await world.call('GET', url, STAFF);
      keys.push(...body.data.map((each: { idempotency_key: string }) => each.idempotency_key));
      if (!body.pagination.has_more) break;
      cursor = body.pagination.next_cursor;
    }
    expect(keys).toEqual(['k8', 'k7', 'k6', 'k5', 'k4', 'k3', 'k2', 'k1', 'k0']);
    const filtered = await world.call('GET', `/v1/usage/events?subscription_id=${subscription}&metric=b`, STAFF);
    expect(filtered.body.data).toHaveLength(3);
    expect((await world.call('GET', '/v1/usage/events', STAFF)).status).toBe(400);
    expect((await world.call('GET', `/v1/usage/events?account_id=${account}&cursor=eA`, STAFF)).status).toBe(400);
  });

  it('exports them as CSV', async () => {
    const { account, subscription } = await subscribed();
    await batch(account, [
      event({ idempotency_key: 'a "1"', quantity: '0.10', timestamp: NOW }),
      event({ idempotency_key: 'b', quantity: 3, timestamp: NOW, properties: { user: 'ada' } }),
    ]);
    const url = `/v1/usage/export?format=csv&account_id=${account}`;
    const answer = await world.app.inject({ method: 'GET', url, headers: { 'x-test-account': STAFF } });
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body.split('\r\n')).toEqual([
      'account_id,subscription_id,metric,quantity,timestamp,idempotency_key,properties',
      `${account},${subscription},api_calls,0.1,${NOW},"a ""1""",`,
      `${account},${subscription},api_calls,3,${NOW},b,"{""user"":""ada""}"`,
      '',
    ]);
  });
});
