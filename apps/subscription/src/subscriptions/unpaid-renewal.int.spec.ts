import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { unbalanced } from '../due-work/testing/subscriber';
import { planAt, Subscriber, timePasses } from './testing/subscriber';

/** January at 30.00 is paid, February is open; on the 15th half of its 28 days are left. */
describe('a change while the renewal is still owed', () => {
  let world: BillingWorld;
  let acme: Subscriber;
  let [basic, team, small] = [0, 0, 0];
  let renewal = '';

  beforeEach(async () => {
    world = await billingWorld('2026-01-01T00:00:00Z');
    await world.call('POST', '/v1/tax-rates', STAFF, {
      country: 'AT',
      rate: 20,
      name: 'VAT',
      valid_from: '2026-01-01',
    });
    [basic, team, small] = [await planAt(world, '30.00'), await planAt(world, '60.00'), await planAt(world, '10.00')];
    acme = await Subscriber.of(world, basic);
    await timePasses(world, '2026-02-01T00:00:00Z');
    renewal = await openRenewal(acme);
    world.clock.moveTo('2026-02-15T00:00:00Z');
  });
  afterEach(async () => {
    expect(await unbalanced(world)).toEqual([]);
    await world.close();
  });

  async function openRenewal({ id }: Subscriber): Promise<string> {
    const [row] = await world.rows<{ id: string }>(
      `SELECT id FROM invoice WHERE subscription_id = $1 AND status = 'open' AND cause = 'renewal'`,
      [id],
    );
    return row?.id ?? '';
  }
  const bill = async (id: string) => (await world.call('GET', `/v1/invoices/${id}`, STAFF)).body.data;
  const asked = async (invoiceId: string) => {
    const rows = await world.rows<{ amount: string; action: string }>(
      `SELECT envelope->'payload'->>'amount_minor' AS amount, envelope->>'action' AS action FROM outbox_message
       WHERE envelope->'payload'->>'invoice_id' = $1 ORDER BY (envelope->'payload'->>'version')::int`,
      [invoiceId],
    );
    return rows.map(({ action, amount }) => `${action} ${amount}`);
  };
  /** All that was paid, less what is held as credit. */
  const spent = async (payer: Subscriber) => {
    const [row] = await world.rows<{ paid: string }>(
      `SELECT sum(amount_paid_minor) AS paid FROM invoice WHERE account_id = $1`,
      [payer.accountId],
    );
    return (Number(row?.paid) - (await payer.credit()) * 100) / 100;
  };

  it('an upgrade tells what the renewal will be lowered by, and lowers it once it is paid', async () => {
    const preview = (await acme.previews({ plan_id: team })).body.data;
    expect(preview).toMatchObject({
      takes_effect: 'when_paid',
      amount_due: 30,
      lowers: [{ invoice_id: renewal, amount: 15, amount_due: 15 }],
    });
    expect(await bill(renewal)).toMatchObject({ amount_due: 30 });
    const { invoice_id: upgrade, proration } = (await acme.changes({ plan_id: team })).body.data;
    expect(proration.lowers).toEqual(preview.lowers);
    expect(await bill(renewal)).toMatchObject({ amount_due: 30 });

    await acme.pays(upgrade);
    expect(await acme.now()).toMatchObject({ plan_id: team });
    expect(await bill(renewal)).toMatchObject({ status: 'open', amount_due: 15 });
    expect(await asked(renewal)).toEqual(['renewal 3000', 'lowered 1500']);
    await acme.pays(renewal);
    expect(await spent(acme)).toBe(30 + 15 + 30);
  });

  it('a renewal that is paid before the upgrade gives its rest back as credit', async () => {
    const { invoice_id: upgrade } = (await acme.changes({ plan_id: team })).body.data;
    await acme.pays(renewal);
    expect(await acme.credit()).toBe(0);
    await acme.pays(upgrade);
    expect(await acme.credit()).toBe(15);
    expect(await spent(acme)).toBe(30 + 15 + 30);
  });

  it('an upgrade nobody pays lowers nothing', async () => {
    await acme.changes({ plan_id: team });
    await timePasses(world, '2026-03-01T00:00:00Z');
    expect(await bill(renewal)).toMatchObject({ status: 'open', amount_due: 30 });
    expect(await acme.now()).toMatchObject({ plan_id: basic });
  });

  it('a downgrade now is in force at once: the renewal is lowered, the new price is billed beside it', async () => {
    const { body } = await acme.changes({ plan_id: small, effective: 'now' });
    expect(body.data).toMatchObject({
      plan_id: small,
      proration: { takes_effect: 'at_once', charge: 5, amount_due: 5, lowers: [{ invoice_id: renewal, amount: 15 }] },
    });
    expect(await bill(renewal)).toMatchObject({ amount_due: 15 });
    expect(await acme.credit()).toBe(0);
    await acme.pays(renewal);
    // It is served: who does not pay for it is dunned, as for a renewal.
    await acme.pays(body.data.invoice_id, 'failed');
    expect(await acme.now()).toMatchObject({ plan_id: small, status: 'past_due' });
    const dunning = await world.call('GET', `/v1/invoices/${body.data.invoice_id}/dunning`, STAFF);
    expect(dunning.body.data.steps).toContainEqual(expect.objectContaining({ step: 'warn' }));
    await acme.pays(body.data.invoice_id);
    expect(await acme.now()).toMatchObject({ status: 'active' });
    expect(await spent(acme)).toBe(30 + 15 + 5);
  });

  it('an upgrade that credit pays whole lowers it at once, and not its own bill', async () => {
    await world.call('POST', '/v1/credits', STAFF, { account_id: acme.accountId, amount: 50, reason: 'sorry' });
    expect((await acme.changes({ plan_id: team })).body.data).toMatchObject({ plan_id: team });
    expect(await bill(renewal)).toMatchObject({ status: 'open', amount_due: 15 });
    expect(await acme.credit()).toBe(20);
  });

  it('lowered to nothing at its first second, the renewal is paid and a past due subscription active', async () => {
    const late = await Subscriber.of(world, basic);
    await timePasses(world, '2026-03-15T00:00:00Z');
    const open = await openRenewal(late);
    await late.pays(open, 'failed');
    const { invoice_id: upgrade } = (await late.changes({ plan_id: team })).body.data;
    await late.pays(upgrade);
    expect(await bill(open)).toMatchObject({ status: 'paid', amount_due: 0, amount_paid: 0 });
    expect(await late.now()).toMatchObject({ status: 'active', plan_id: team, payment_required: false });
    expect(await spent(late)).toBe(90);
    // Nothing was paid on it, so a later change gives nothing back for it.
    await late.changes({ plan_id: small, effective: 'now' });
    expect(await late.credit()).toBe(50);
  });

  it('a cancellation with a prorated refund lowers it; twice gives nothing twice', async () => {
    await acme.pays((await acme.changes({ plan_id: team })).body.data.invoice_id);
    world.clock.moveTo('2026-02-22T00:00:00Z');
    await acme.cancels('at=now&refund=prorated');
    expect(await bill(renewal)).toMatchObject({ amount_due: 15 });
    expect(await acme.credit()).toBe(15);
  });

  it('a cancellation alone lowers an open renewal when a refund is asked for, and only then', async () => {
    const other = await Subscriber.of(world, basic);
    const kept = await Subscriber.of(world, basic);
    await timePasses(world, '2026-03-15T00:00:00Z');
    world.clock.moveTo('2026-03-29T00:00:00Z');
    const [open, whole] = [await openRenewal(other), await openRenewal(kept)];
    await other.cancels('at=now&refund=prorated');
    await kept.cancels('at=now');
    // [15 Mar, 15 Apr): 17 of 31 days are left.
    expect(await bill(open)).toMatchObject({ amount_due: 13.55 });
    expect(await bill(whole)).toMatchObject({ amount_due: 30 });
    expect(await other.credit()).toBe(0);
  });

  it('one whose charge was netted with a credit is lowered to nothing at most; the rest is account credit', async () => {
    const payer = await Subscriber.of(world, basic, { billing_day: 1 }, { country: 'AT' });
    await timePasses(world, '2026-03-01T00:00:00Z');
    await payer.pays(await openRenewal(payer));
    await timePasses(world, '2026-03-31T00:00:00Z');
    await payer.post('pause');
    await timePasses(world, '2026-04-01T00:00:00Z');
    // One of 31 days of March comes back, all of April is charged: 34.84 with its tax.
    expect((await payer.post('resume')).status).toBe(200);
    const netted = await openRenewal(payer);
    expect(await bill(netted)).toMatchObject({ subtotal: 29.03, total: 34.84, amount_due: 34.84 });
    expect((await payer.cancels('at=now&refund=prorated')).status).toBe(200);
    expect(await bill(netted)).toMatchObject({ status: 'paid', amount_due: 0, amount_paid: 0 });
    expect(await payer.credit()).toBe(1.16);
  });

  it('the note carries the tax of what it lowers', async () => {
    const taxed = await Subscriber.of(world, basic, {}, { country: 'AT' });
    await timePasses(world, '2026-03-15T00:00:00Z');
    const open = await openRenewal(taxed);
    world.clock.moveTo('2026-03-30T12:00:00Z');
    const { invoice_id: upgrade, proration } = (await taxed.changes({ plan_id: team })).body.data;
    expect(proration.lowers).toEqual([{ invoice_id: open, amount: 18, amount_due: 18 }]);
    await taxed.pays(upgrade);
    const { data } = (await world.call('GET', `/v1/invoices/${open}/credit-notes`, STAFF)).body;
    expect(data).toMatchObject([{ amount: 18, tax: 3, lowers_due: 18, credited: 0 }]);
    expect(await bill(open)).toMatchObject({ amount_due: 18 });
  });

  it('what staff credited of a renewal is not given back once more by a change', async () => {
    await world.call('POST', `/v1/invoices/${renewal}/credit-notes`, STAFF, { amount: 10, reason: 'Outage' });
    await acme.pays(renewal);
    const { proration, invoice_id: upgrade } = (await acme.changes({ plan_id: team })).body.data;
    expect(proration).toMatchObject({ credit: 10, charge: 30, amount_due: 20, lowers: [] });
    await acme.pays(upgrade);
    expect(await spent(acme)).toBe(30 + 20 + 20);
  });
});
