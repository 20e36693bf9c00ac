import { newId } from '@libs/persistence';
import { SubscriptionsApi } from './subscriptions.api';
import { billingWorld, type BillingWorld } from '../testing/billing-world';
import { unbalanced } from '../due-work/testing/subscriber';
import { planAt, Subscriber, timePasses } from './testing/subscriber';

describe('a plan that is bought within a trial and paid for after it', () => {
  let world: BillingWorld;
  let accountId = '';
  let [trial, bought]: Subscriber[] = [];
  let first = '';
  beforeEach(async () => {
    world = await billingWorld('2026-01-01T00:00:00Z');
    accountId = (await world.account()).id;
    const basic = await planAt(world, '30.00', { trialPeriodDays: 30 });
    const post = async (path: string, body: object) => (await world.call('POST', path, accountId, body)).body.data;
    const { id } = await post('/v1/subscriptions/trial', { trial_plan_id: basic });
    trial = Subscriber.known(world, accountId, id);
    world.clock.moveTo('2026-01-30T12:00:00Z');
    const started = await post('/v1/subscriptions', { plan_id: await planAt(world, '60.00') });
    bought = Subscriber.known(world, accountId, started.id);
    first = started.invoice_id;
  });
  afterEach(async () => {
    expect(await unbalanced(world)).toEqual([]);
    await world.close();
  });

  it('takes the place of the trial in its grace, whose bill is not owed any more', async () => {
    await timePasses(world, '2026-01-31T06:00:00Z');
    expect(await trial?.now()).toMatchObject({ status: 'past_due' });
    await bought?.pays(first);
    expect(await bought?.now()).toMatchObject({ status: 'active' });
    expect(await trial?.now()).toMatchObject({ status: 'canceled', end_reason: 'converted' });
    expect(await world.rows(`SELECT status, total_minor FROM invoice WHERE subscription_id = $1`, [trial?.id])).toEqual(
      [{ status: 'void', total_minor: '3000' }],
    );
  });

  describe('while the first period after the trial is charged', () => {
    let renewed = '';
    beforeEach(async () => {
      await world.rows(`UPDATE account SET default_payment_method = $2 WHERE id = $1`, [accountId, newId()]);
      await timePasses(world, '2026-01-31T06:00:00Z');
      expect(await trial?.now()).toMatchObject({ status: 'trial', current_period_start: '2026-01-31T00:00:00Z' });
      [{ id: renewed } = { id: '' }] = await world.rows<{ id: string }>(
        `SELECT id FROM invoice WHERE subscription_id = $1`,
        [trial?.id],
      );
    });

    it('takes its place; what is captured for the other is account credit', async () => {
      await bought?.pays(first);
      expect(await bought?.now()).toMatchObject({ status: 'active' });
      expect(await trial?.now()).toMatchObject({ status: 'canceled', end_reason: 'converted' });
      await paid(trial, renewed, 30);
      expect(await bought?.credit()).toBe(30);
    });

    it('finds the place taken once that charge has succeeded: its money is account credit', async () => {
      await trial?.pays(renewed);
      await bought?.pays(first);
      expect(await trial?.now()).toMatchObject({ status: 'active' });
      expect(await bought?.now()).toMatchObject({ status: 'expired', end_reason: 'replaced' });
      expect(await world.rows(`SELECT status FROM invoice WHERE id = $1`, [first])).toEqual([{ status: 'void' }]);
      expect(await bought?.credit()).toBe(60);
    });

    it('no change is free any more: a dearer plan is billed for the rest of the period', async () => {
      const dear = await planAt(world, '90.00');
      const { body } = await (trial as Subscriber).changes({ plan_id: dear });
      expect(body.data).toMatchObject({ proration: { takes_effect: 'when_paid', lowers: [{ invoice_id: renewed }] } });
    });
  });

  async function paid(by: Subscriber | undefined, invoiceId: string, amount: number): Promise<void> {
    const told = { transactionId: newId(), subscriptionId: by?.id ?? '', invoiceId, amount, currency: 'USD' };
    await world.database.transaction(() =>
      world.get(SubscriptionsApi).applyPaymentResult({ ...told, status: 'success' }),
    );
  }
});
