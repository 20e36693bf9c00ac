import { newId } from '@libs/persistence';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { unbalanced } from '../due-work/testing/subscriber';
import { SubscriptionsApi } from './subscriptions.api';
import { WithdrawDeclinedChange } from './use-cases/withdraw-declined-change';
import { planAt, Subscriber, timePasses } from './testing/subscriber';

/** Part of a bill was paid or credited before what it bills was withdrawn: it cannot be void any more. */
describe('bills that are withdrawn after something was paid on them', () => {
  let world: BillingWorld;
  let [basic, team, small] = [0, 0, 0];
  beforeEach(async () => {
    world = await billingWorld('2026-01-01T00:00:00Z');
    [basic, team, small] = [await planAt(world, '30.00'), await planAt(world, '60.00'), await planAt(world, '10.00')];
  });
  afterEach(async () => {
    expect(await unbalanced(world)).toEqual([]);
    expect(await world.rows(`SELECT * FROM parked_work`)).toEqual([]);
    await world.close();
  });

  const bill = async (id: string) => (await world.call('GET', `/v1/invoices/${id}`, STAFF)).body.data;
  /** The gateway took less than was due, and that was made sure of. */
  const paysPart = (subscriptionId: string, invoiceId: string, amount: number) =>
    world.database.transaction(() =>
      world.get(SubscriptionsApi).applyPaymentResult({
        transactionId: newId(),
        subscriptionId,
        invoiceId,
        status: 'success',
        amount,
        currency: 'USD',
        isReconciled: true,
      }),
    );

  it('a pending subscription lapses; what was paid is credit, the rest is not owed', async () => {
    const { id: accountId } = await world.account();
    const made = (await world.call('POST', '/v1/subscriptions', accountId, { plan_id: basic })).body.data;
    await paysPart(made.id, made.invoice_id, 10);
    await timePasses(world, '2026-01-02T00:00:00Z');
    const buyer = Subscriber.known(world, accountId, made.id);
    expect(await buyer.now()).toMatchObject({ status: 'expired' });
    expect(await bill(made.invoice_id)).toMatchObject({ status: 'paid', amount_due: 0, amount_paid: 10 });
    expect(await buyer.credit()).toBe(10);
  });

  it('a change that was paid in part and then declined leaves the plan as it was; what was paid is credit', async () => {
    const acme = await Subscriber.of(world, basic);
    world.clock.moveTo('2026-01-16T00:00:00Z');
    const { invoice_id: upgrade } = (await acme.changes({ plan_id: team })).body.data;
    await paysPart(acme.id, upgrade, 5);
    await world.get(WithdrawDeclinedChange).run(acme.id, upgrade);
    expect(await acme.now()).toMatchObject({ plan_id: basic, pending_change: null, payment_required: false });
    expect(await bill(upgrade)).toMatchObject({ amount_due: 0 });
    expect(await acme.credit()).toBe(5);
  });

  it.each([
    ['paid', (_: Subscriber, id: string, invoiceId: string) => paysPart(id, invoiceId, 5), 5],
    [
      'credited',
      (_: Subscriber, __: string, invoiceId: string) =>
        world.call('POST', `/v1/invoices/${invoiceId}/credit-notes`, STAFF, { amount: 5, reason: 'Goodwill' }),
      0,
    ],
  ] as const)(
    'a change that was %s in part lapses with the period, and gives all of the old price back later',
    async (_, part, credit) => {
      const acme = await Subscriber.of(world, basic);
      world.clock.moveTo('2026-01-16T00:00:00Z');
      const { invoice_id: upgrade } = (await acme.changes({ plan_id: team })).body.data;
      await part(acme, acme.id, upgrade);
      // Another change takes its place.
      const { body } = await acme.changes({ plan_id: small, effective: 'now' });
      expect(body.data).toMatchObject({ plan_id: small, pending_change: null });
      expect(await bill(upgrade)).toMatchObject({ status: 'paid', amount_due: 0 });
      expect(body.data.proration).toMatchObject({ credit: 15.48, charge: 5.16 });
      expect(await acme.credit()).toBeCloseTo(credit + 10.32, 2);
    },
  );
});
