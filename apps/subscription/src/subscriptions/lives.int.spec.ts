import { STAFF, billingWorld, type BillingWorld } from '../testing/billing-world';
import { DueWorkApi } from '../due-work/due-work.api';
import { unbalanced } from '../due-work/testing/subscriber';
import { planAt, Subscriber, timePasses } from './testing/subscriber';

describe('lives of subscriptions', () => {
  let world: BillingWorld;
  let acme: Subscriber;
  let basic = 0;
  beforeEach(async () => {
    world = await billingWorld('2026-01-01T00:00:00Z');
    basic = await planAt(world, '31.00');
  });
  afterEach(async () => {
    expect(await unbalanced(world)).toEqual([]);
    await world.close();
  });

  describe('pause and resume', () => {
    beforeEach(async () => {
      acme = await Subscriber.of(world, basic);
      world.clock.moveTo('2026-01-11T00:00:00Z');
    });

    it('moves the end of the paid period, which is the new anchor', async () => {
      expect((await acme.post('pause')).body.data).toMatchObject({ status: 'paused', pause_resumes_at: null });
      expect((await acme.post('pause')).body.details.code).toBe('already_paused');
      world.clock.moveTo('2026-01-21T00:00:00Z');
      expect((await acme.post('resume')).body.data).toMatchObject({
        status: 'active',
        current_period_end: '2026-02-11T00:00:00Z',
      });
      expect((await acme.post('resume')).body.details.code).toBe('not_paused');
      await timePasses(world, '2026-02-11T00:00:00Z');
      expect(await acme.now()).toMatchObject({ current_period_end: '2026-03-11T00:00:00Z' });
      expect(await acme.lines()).toHaveLength(2);
    });

    it('voids an upgrade that nobody paid yet', async () => {
      const { body } = await acme.changes({ plan_id: await planAt(world, '62.00') });
      expect((await acme.post('pause')).body.data).toMatchObject({ pending_change: null, payment_required: false });
      const { data } = (await world.call('GET', `/v1/invoices/${body.data.invoice_id}`, acme.accountId)).body;
      expect(data.status).toBe('void');
    });

    it('resumes by itself, not in the past and within 90 days', async () => {
      for (const resumes_at of ['2026-01-10', '2026-05-01']) {
        expect((await acme.post('pause', { resumes_at })).body.details.code).toBe('invalid_resume_instant');
      }
      const { body } = await acme.post('pause', { resumes_at: '2026-01-16' });
      expect(body.data.pause_resumes_at).toBe('2026-01-16T00:00:00Z');
      await timePasses(world, '2026-01-20T00:00:00Z');
      expect(await acme.now()).toMatchObject({ status: 'active', current_period_end: '2026-02-06T00:00:00Z' });
    });

    it('keeps a billing day: the rest is credited, and the stub to the next boundary charged', async () => {
      const other = await Subscriber.of(world, basic, { billing_day: 11 });
      expect(await other.now()).toMatchObject({ billing_day: 11, current_period_end: '2026-02-11T00:00:00Z' });
      world.clock.moveTo('2026-01-21T00:00:00Z');
      await other.post('pause');
      world.clock.moveTo('2026-01-31T00:00:00Z');
      expect((await other.post('resume')).body.data).toMatchObject({ current_period_end: '2026-02-11T00:00:00Z' });
      expect(await other.lines()).toEqual([
        ['subscription', '3100', 'paid'],
        ['proration_credit', '-2100', 'paid'],
        ['proration_charge', '1100', 'paid'],
        ['one_off', '1000', 'paid'],
      ]);
      expect(await other.credit()).toBe(10);
    });
  });

  describe('cancellation', () => {
    beforeEach(async () => {
      acme = await Subscriber.of(world, basic);
      world.clock.moveTo('2026-01-11T00:00:00Z');
    });

    it('now, with a prorated refund: what is left becomes account credit', async () => {
      const { status, body } = await acme.cancels('at=now&refund=prorated');
      expect([status, body.data.status, body.data.end_reason]).toEqual([200, 'canceled', 'canceled_now']);
      expect(await acme.credit()).toBe(21);
      expect((await acme.cancels('at=now')).body.details.code).toBe('already_canceled');
    });

    it('now, without: nothing comes back', async () => {
      await acme.cancels('at=now');
      expect(await acme.credit()).toBe(0);
      expect(await acme.lines()).toEqual([['subscription', '3100', 'paid']]);
    });

    it('at the end of the period, and back again', async () => {
      expect((await acme.post('reactivate')).body.details.code).toBe('cancellation_not_scheduled');
      expect((await acme.cancels('')).body.data).toMatchObject({ status: 'active', cancel_at_period_end: true });
      expect((await acme.cancels('')).body.details.code).toBe('already_canceled');
      const small = await planAt(world, '3.00');
      expect((await acme.changes({ plan_id: small })).body.details.code).toBe('cancellation_scheduled');
      expect((await acme.post('reactivate')).body.data).toMatchObject({ cancel_at_period_end: false });
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect(await acme.now()).toMatchObject({ status: 'active', current_period_end: '2026-03-01T00:00:00Z' });
    });

    it('at an instant, for staff: past or to come, inside what is not final', async () => {
      expect((await acme.cancels('at=2026-01-20T00:00:00Z')).status).toBe(400);
      const tooEarly = await acme.cancels('at=2025-12-31T00:00:00Z', STAFF);
      expect(tooEarly.body.details.code).toBe('cancel_instant_too_early');
      const scheduled = await acme.cancels('at=2026-01-22T00:00:00Z&refund=prorated', STAFF);
      expect(scheduled.body.data.status).toBe('active');
      await timePasses(world, '2026-01-22T00:00:00Z');
      expect((await acme.now()).status).toBe('canceled');
      expect(await acme.credit()).toBe(10);
    });

    it('at an instant of the next period, and back again: stub and rest cost one cycle', async () => {
      await acme.cancels('at=2026-02-15T00:00:00Z', STAFF);
      await timePasses(world, '2026-02-10T00:00:00Z');
      expect(await acme.now()).toMatchObject({ status: 'active', current_period_end: '2026-02-15T00:00:00Z' });
      expect((await acme.post('reactivate')).status).toBe(200);
      await timePasses(world, '2026-03-01T00:00:00Z');
      expect(await acme.now()).toMatchObject({ status: 'active', current_period_end: '2026-04-01T00:00:00Z' });
      expect((await acme.lines()).map(([kind, total]) => [kind, total])).toEqual([
        ['subscription', '3100'],
        ['subscription', '1550'],
        ['proration_charge', '1550'],
        ['subscription', '3100'],
      ]);
    });

    it('as of a past instant, for staff', async () => {
      const { body } = await acme.cancels('at=2026-01-06T00:00:00Z&refund=prorated', STAFF);
      expect(body.data).toMatchObject({ status: 'canceled', canceled_at: '2026-01-06T00:00:00Z' });
      expect(await acme.credit()).toBe(26);
    });
  });

  describe('start', () => {
    const start = async (by: string, facts: object) => {
      const { id } = await world.account();
      const body = { plan_id: basic, ...(by === STAFF ? { account_id: id } : {}), ...facts };
      return world.call('POST', '/v1/subscriptions', by === STAFF ? STAFF : id, body);
    };

    it('in the past: one invoice for each period since then, active when all are paid', async () => {
      world.clock.moveTo('2026-03-20T00:00:00Z');
      const { body } = await start(STAFF, { start_date: '2026-01-15' });
      expect(body.data).toMatchObject({
        status: 'pending',
        start_date: '2026-01-15T00:00:00Z',
        current_period_start: '2026-03-15T00:00:00Z',
        current_period_end: '2026-04-15T00:00:00Z',
      });
      const { id, account_id: accountId } = body.data;
      const invoices = (await world.call('GET', `/v1/invoices?subscription_id=${id}`, accountId)).body.data;
      expect(invoices.map(({ period_start: on, total }: Record<string, unknown>) => [on, total]).reverse()).toEqual([
        ['2026-01-15T00:00:00Z', 31],
        ['2026-02-15T00:00:00Z', 31],
        ['2026-03-15T00:00:00Z', 31],
      ]);
      const payer = Subscriber.known(world, accountId, id);
      for (const [at, invoice] of invoices.entries()) {
        await payer.pays(invoice.id);
        expect((await payer.now()).status).toBe(at < 2 ? 'pending' : 'active');
      }
    });

    it.each([
      ['in the future', { start_date: '2026-01-02' }, 400, 'start_in_future'],
      ['on a day the cycle has not', { billing_day: 0 }, 400, 'validation_failed'],
      ['with a coupon nobody knows', { coupon_code: 'NONE' }, 404, 'coupon_not_found'],
    ])('refuses one %s', async (_, facts, status, code) => {
      const answer = await start(STAFF, facts);
      expect([answer.status, answer.body.details.code]).toEqual([status, code]);
    });

    it('refuses one that would make more invoices than anybody wants', async () => {
      const daily = await planAt(world, '1.00', { cycleUnit: 'daily' });
      const { body } = await start(STAFF, { plan_id: daily, start_date: '2020-01-01' });
      expect(body.details.code).toBe('start_too_early');
      expect(await world.rows(`SELECT 1 FROM invoice`)).toEqual([]);
    });

    it('with a billing day bills the stub before it', async () => {
      const { body } = await start('customer', { billing_day: 15 });
      expect(body.data).toMatchObject({ billing_day: 15, current_period_end: '2026-01-15T00:00:00Z', amount: 14 });
      const { data } = (await world.call('GET', `/v1/invoices/${body.data.invoice_id}`, STAFF)).body;
      expect(data.total).toBe(14);
    });

    it('with a coupon that takes all off is active at once', async () => {
      const coupon = { code: 'FREE', percent_off: 100, duration: 'once' };
      expect((await world.call('POST', '/v1/coupons', STAFF, coupon)).status).toBe(201);
      expect((await start('customer', { coupon_code: 'FREE' })).body.data).toMatchObject({
        status: 'active',
        payment_required: false,
      });
    });

    it('in arrears is active at once, and billed at the end', async () => {
      const arrears = await planAt(world, '31.00', { billIn: 'arrears' });
      acme = await Subscriber.of(world, arrears);
      expect(await acme.now()).toMatchObject({ status: 'active', payment_required: false });
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect(await acme.lines()).toEqual([['subscription', '3100', 'open']]);
    });
  });

  it('a trial is changed at once and without a bill, and converted by a paid plan', async () => {
    const { id } = await world.account();
    const [pro, plus] = [await world.plan(), await world.plan({ price: '59.99' })];
    const trial = (await world.call('POST', '/v1/subscriptions/trial', id, { trial_plan_id: pro })).body.data;
    const tester = Subscriber.known(world, id, trial.id);
    expect((await tester.changes({ plan_id: plus })).body.data).toMatchObject({
      status: 'trial',
      plan_id: plus,
      proration: { takes_effect: 'at_once', invoice: null },
    });
    const paid = (await world.call('POST', '/v1/subscriptions', id, { plan_id: pro })).body.data;
    await Subscriber.known(world, id, paid.id).pays(paid.invoice_id);
    expect(await tester.now()).toMatchObject({ status: 'canceled', end_reason: 'converted' });
  });

  describe('a new price', () => {
    const reprice = (body: object) => world.call('PATCH', `/v1/plans/${basic}`, STAFF, body);
    const priceNow = async () => (await acme.now()).amount;

    it('leaves present subscribers on theirs', async () => {
      acme = await Subscriber.of(world, basic);
      await reprice({ price: 62 });
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect(await priceNow()).toBe(31);
    });

    it('is theirs with the next period when asked, and they are told', async () => {
      acme = await Subscriber.of(world, basic);
      expect((await reprice({ price: 62, apply_to_existing: 'next_period' })).status).toBe(200);
      await world.get(DueWorkApi).rollOutVersions();
      expect((await acme.events()).at(-1)).toBe('subscription.updated price_version_scheduled');
      expect(await priceNow()).toBe(31);
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect(await priceNow()).toBe(62);
      expect((await acme.lines()).at(-1)).toEqual(['subscription', '6200', 'open']);
    });

    it('is theirs with the first period on or after a date', async () => {
      acme = await Subscriber.of(world, basic);
      await reprice({ price: 62 });
      await reprice({ apply_to_existing: '2026-02-15' });
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect(await priceNow()).toBe(31);
      await timePasses(world, '2026-03-01T00:00:00Z');
      expect(await priceNow()).toBe(62);
    });

    it('is not forced on whom the plan is not sold to any more', async () => {
      const euro = await planAt(world, '31.00', { prices: { EUR: '30.00' } });
      acme = await Subscriber.of(world, euro, {}, { currency: 'EUR' });
      await world.call('PATCH', `/v1/plans/${euro}`, STAFF, { prices: {}, apply_to_existing: 'next_period' });
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect(await acme.now()).toMatchObject({ amount: 30, plan_version: 1 });
    });

    it('refuses a day that is none', async () => {
      expect((await reprice({ apply_to_existing: 'soon' })).status).toBe(400);
    });
  });
});
