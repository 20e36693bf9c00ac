import { STAFF, billingWorld, type BillingWorld } from '../testing/billing-world';
import { unbalanced } from '../due-work/testing/subscriber';
import { planAt, Subscriber, timePasses } from './testing/subscriber';

describe('changes of plan and seats', () => {
  let world: BillingWorld;
  afterEach(async () => {
    expect(await unbalanced(world)).toEqual([]);
    await world.close();
  });

  describe('the worked numbers', () => {
    it('30.00 to 60.00 on 16 Jan: 15.49 now, in force when it is paid', async () => {
      world = await billingWorld('2026-01-01T00:00:00Z');
      const [basic, team] = [await planAt(world, '30.00'), await planAt(world, '60.00')];
      const acme = await Subscriber.of(world, basic);
      world.clock.moveTo('2026-01-16T00:00:00Z');
      const preview = await acme.previews({ plan_id: team });
      expect(preview.body.data).toMatchObject({
        direction: 'upgrade',
        takes_effect: 'when_paid',
        amount_due: 15.49,
        invoice: { total: 15.49, lines: [{ amount: -15.48 }, { amount: 30.97 }] },
      });
      expect(await acme.lines()).toEqual([['subscription', '3000', 'paid']]);

      const { status, body } = await acme.changes({ plan_id: team });
      expect(status).toBe(200);
      expect(body.data).toMatchObject({
        plan_id: basic,
        payment_required: true,
        pending_change: { plan_id: team, awaits_payment: true, invoice_id: body.data.invoice_id },
        proration: { direction: 'upgrade', credit: 15.48, charge: 30.97, net: 15.49, amount_due: 15.49 },
      });
      const { id: _id, lines, number: _number, ...issued } = body.data.proration.invoice;
      const { lines: told, number: _none, ...previewed } = preview.body.data.invoice;
      expect(lines.map(({ id: _line, ...line }: { id: string }) => line)).toEqual(told);
      const moment = { status: null, issued_at: null, due_date: null };
      expect({ ...issued, ...moment }).toEqual({ ...previewed, ...moment });

      await acme.pays(body.data.invoice_id);
      expect(await acme.now()).toMatchObject({
        plan_id: team,
        amount: 60,
        pending_change: null,
        payment_required: false,
        current_period_end: '2026-02-01T00:00:00Z',
      });
      expect((await acme.events()).slice(-2)).toEqual([
        'subscription.updated change_scheduled',
        'subscription.updated plan_changed',
      ]);
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect((await acme.lines()).at(-1)).toEqual(['subscription', '6000', 'open']);
    });

    it('49.00 to 99.00 by the second: 26.99', async () => {
      world = await billingWorld('2026-03-01T09:00:00Z');
      const acme = await Subscriber.of(world, await planAt(world, '49.00'));
      world.clock.moveTo('2026-03-15T15:30:00Z');
      const { body } = await acme.post('change-plan', { new_plan_id: await planAt(world, '99.00') });
      expect(body.data.proration).toMatchObject({ credit: 26.44, charge: 53.43, amount_due: 26.99 });
    });

    it('5 to 8 seats at 10.00 on 20 Sep: 20.00', async () => {
      world = await billingWorld('2026-09-10T00:00:00Z');
      const acme = await Subscriber.of(world, await planAt(world, '10.00', { isPerSeat: true }), { quantity: 5 });
      world.clock.moveTo('2026-09-20T00:00:00Z');
      const { body } = await acme.changes({ quantity: 8 });
      expect(body.data.proration).toMatchObject({ credit: 33.33, charge: 53.33, amount_due: 20 });
      await acme.pays(body.data.invoice_id);
      expect(await acme.now()).toMatchObject({ quantity: 8, amount: 80 });
    });

    it('3000 JPY, the same dates: 2000 come back', async () => {
      world = await billingWorld('2026-09-10T00:00:00Z');
      const jpy = (price: string) => planAt(world, price, { currency: 'JPY' });
      const acme = await Subscriber.of(world, await jpy('3000'), {}, { currency: 'JPY' });
      world.clock.moveTo('2026-09-20T00:00:00Z');
      const { body } = await acme.changes({ plan_id: await jpy('0'), effective: 'now' });
      expect(body.data).toMatchObject({ amount: 0, proration: { credit: 2000, net: -2000, amount_due: 0 } });
      expect((await acme.credit()) * 100).toBe(2000);
    });

    it('1200.00 a year from 15 Jan, to monthly on 1 Jun: credit 749.59, and a new period', async () => {
      world = await billingWorld('2026-01-15T00:00:00Z');
      const acme = await Subscriber.of(world, await planAt(world, '1200.00', { cycleUnit: 'yearly' }));
      world.clock.moveTo('2026-06-01T00:00:00Z');
      const monthly = await planAt(world, '30.00');
      const { body } = await acme.changes({ plan_id: monthly, effective: 'now' });
      expect(body.data).toMatchObject({
        plan_id: monthly,
        current_period_start: '2026-06-01T00:00:00Z',
        current_period_end: '2026-07-01T00:00:00Z',
        proration: { direction: 'downgrade', takes_effect: 'at_once', credit: 749.59, charge: 30, amount_due: 0 },
      });
      expect(await acme.credit()).toBe(719.59);
      await timePasses(world, '2026-07-01T00:00:00Z');
      expect(await acme.credit()).toBe(689.59);
    });
  });

  describe('on 16 Jan of a month at 30.00', () => {
    let acme: Subscriber;
    let [basic, team, small] = [0, 0, 0];
    beforeEach(async () => {
      world = await billingWorld('2026-01-01T00:00:00Z');
      [basic, team, small] = [await planAt(world, '30.00'), await planAt(world, '60.00'), await planAt(world, '10.00')];
      acme = await Subscriber.of(world, basic);
      world.clock.moveTo('2026-01-16T00:00:00Z');
    });

    it('a declined upgrade leaves everything as it was, and may still be paid', async () => {
      const { body } = await acme.changes({ plan_id: team });
      await acme.pays(body.data.invoice_id, 'failed');
      expect(await acme.now()).toMatchObject({ status: 'active', plan_id: basic, amount: 30, payment_required: true });
      await acme.pays(body.data.invoice_id);
      expect(await acme.now()).toMatchObject({ plan_id: team });
    });

    it('an upgrade nobody pays lapses with the period, and its invoice is void', async () => {
      const { body } = await acme.changes({ plan_id: team });
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect(await acme.now()).toMatchObject({ plan_id: basic, amount: 30, pending_change: null });
      const { data } = (await world.call('GET', `/v1/invoices/${body.data.invoice_id}`, acme.accountId)).body;
      expect(data).toMatchObject({ status: 'void', amount_due: 0 });
    });

    it('a change replaces one that waits for its payment; money for that becomes credit', async () => {
      const first = (await acme.changes({ plan_id: team })).body.data;
      const second = (await acme.changes({ plan_id: team, effective: 'period_end' })).body.data;
      expect(second).toMatchObject({
        payment_required: false,
        pending_change: { plan_id: team, effective_at: '2026-02-01T00:00:00Z', awaits_payment: false },
      });
      const { data } = (await world.call('GET', `/v1/invoices/${first.invoice_id}`, acme.accountId)).body;
      expect(data.status).toBe('void');
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect(await acme.now()).toMatchObject({ plan_id: team, amount: 60 });
      expect((await acme.lines()).at(-1)).toEqual(['subscription', '6000', 'open']);
    });

    it('naming the present plan takes a waiting change back', async () => {
      const first = (await acme.changes({ plan_id: team })).body.data;
      expect((await acme.changes({ plan_id: basic })).body.data).toMatchObject({ pending_change: null });
      const { data } = (await world.call('GET', `/v1/invoices/${first.invoice_id}`, acme.accountId)).body;
      expect(data.status).toBe('void');
      expect((await acme.events()).at(-1)).toBe('subscription.updated change_withdrawn');
    });

    it('a downgrade waits for the end of the period, and its preview is the renewal', async () => {
      const preview = (await acme.previews({ plan_id: small })).body.data;
      expect(preview).toMatchObject({ direction: 'downgrade', takes_effect: 'at_period_end', invoice: { total: 10 } });
      const { body } = await acme.changes({ plan_id: small });
      expect(body.data).toMatchObject({ plan_id: basic, pending_change: { plan_id: small }, payment_required: false });
      await timePasses(world, '2026-02-01T00:00:00Z');
      expect(await acme.now()).toMatchObject({ plan_id: small, amount: 10 });
      expect((await acme.lines()).at(-1)).toEqual(['subscription', '1000', 'open']);
    });

    it('back and forth is billed as used', async () => {
      await acme.pays((await acme.changes({ plan_id: team })).body.data.invoice_id);
      world.clock.moveTo('2026-01-20T00:00:00Z');
      await acme.changes({ plan_id: basic, effective: 'now' });
      expect(await acme.lines()).toEqual([
        ['subscription', '3000', 'paid'],
        ['proration_credit', '-1548', 'paid'],
        ['proration_charge', '3097', 'paid'],
        ['proration_credit', '-2323', 'paid'],
        ['proration_charge', '1161', 'paid'],
        ['one_off', '1162', 'paid'],
      ]);
      expect(await acme.credit()).toBe(11.62);
    });

    it('changes at one instant collapse into the last', async () => {
      await acme.changes({ plan_id: small, effective: 'now' });
      await acme.changes({ plan_id: basic, effective: 'now' });
      // The credit of the first pays for the second, which is then in force at once: nothing was gained or lost.
      expect(await acme.now()).toMatchObject({ plan_id: basic, pending_change: null });
      expect(await acme.credit()).toBe(0);
    });

    it('account credit that covers an upgrade puts it in force at once', async () => {
      await world.call('POST', '/v1/credits', STAFF, { account_id: acme.accountId, amount: 100, reason: 'sorry' });
      const { body } = await acme.changes({ plan_id: team });
      expect(body.data).toMatchObject({ plan_id: team, payment_required: false, proration: { amount_due: 0 } });
      expect(await acme.credit()).toBe(84.51);
    });

    it('a waiting change goes with its invoice when staff void it, and is in force when they credit it', async () => {
      const voided = (await acme.changes({ plan_id: team })).body.data.invoice_id;
      expect((await world.call('POST', `/v1/invoices/${voided}/void`, STAFF, { reason: 'error' })).status).toBe(200);
      expect(await acme.now()).toMatchObject({ plan_id: basic, pending_change: null, payment_required: false });
      const given = (await acme.changes({ plan_id: team })).body.data.invoice_id;
      const note = { amount: 15.49, reason: 'a present' };
      expect((await world.call('POST', `/v1/invoices/${given}/credit-notes`, STAFF, note)).status).toBe(201);
      expect(await acme.now()).toMatchObject({ plan_id: team, pending_change: null, payment_required: false });
    });

    it('a waiting change ends with its subscription, and its invoice is void', async () => {
      const { invoice_id: invoiceId } = (await acme.changes({ plan_id: team })).body.data;
      expect((await acme.cancels('at=now')).body.data).toMatchObject({ pending_change: null, payment_required: false });
      const { data } = (await world.call('GET', `/v1/invoices/${invoiceId}`, acme.accountId)).body;
      expect(data.status).toBe('void');
      expect((await acme.events()).at(-1)).toBe('subscription.canceled canceled_now');
    });

    it('two at once are done one after the other', async () => {
      const answers = await Promise.all([acme.changes({ plan_id: team }), acme.changes({ plan_id: small })]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const open = (await acme.lines()).filter(([, , status]) => status === 'open');
      const { pending_change: pending } = await acme.now();
      expect(open).toHaveLength(pending.plan_id === team ? 2 : 0);
    });

    it('replaces metadata alone, without a bill', async () => {
      const { body } = await acme.changes({ metadata: { team: 'blue' } });
      expect(body.data).toMatchObject({ metadata: { team: 'blue' }, proration: null, pending_change: null });
    });

    it.each([
      ['an unknown plan', { plan_id: 999_999 }, 404, 'plan_not_found'],
      ['seats of a plan without seats', { quantity: 2 }, 422, 'quantity_not_allowed'],
      ['no seats', { quantity: 0 }, 400, 'validation_failed'],
      ['a price of one’s own', { price: 1 }, 400, 'validation_failed'],
      ['another moment', { plan_id: 1, effective: 'tomorrow' }, 400, 'validation_failed'],
    ])('refuses %s', async (_, body, status, code) => {
      for (const answer of [await acme.changes(body), await acme.previews(body)]) {
        expect([answer.status, answer.body.details?.code]).toEqual([status, code]);
      }
    });

    it('refuses another family, a paused one, one of another account', async () => {
      const other = await planAt(world, '5.00', { family: 'addons' });
      expect(await acme.changes({ plan_id: other })).toMatchObject({ status: 422 });
      const { id } = await world.account();
      expect(await acme.changes({ plan_id: team }, id)).toMatchObject({ status: 404 });
      await acme.post('pause');
      expect((await acme.changes({ plan_id: team })).body.details.code).toBe('subscription_paused');
    });
  });
});
