import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { unbalanced } from '../due-work/testing/subscriber';
import { planAt, Subscriber, timePasses } from './testing/subscriber';

/** January at 30.00 is paid, February was billed and voided by staff. */
describe('a bill that was voided is billed again when asked, and only then', () => {
  let world: BillingWorld;
  let acme: Subscriber;
  let [basic, team] = [0, 0];
  let voided = '';

  beforeEach(async () => {
    world = await billingWorld('2026-01-01T00:00:00Z');
    [basic, team] = [await planAt(world, '30.00'), await planAt(world, '60.00')];
    acme = await Subscriber.of(world, basic);
    await timePasses(world, '2026-02-01T00:00:00Z');
    voided = await voidsOpen();
  });
  afterEach(async () => {
    expect(await unbalanced(world)).toEqual([]);
    await world.close();
  });

  async function voidsOpen(): Promise<string> {
    const { data } = (await world.call('GET', `/v1/invoices?subscription_id=${acme.id}&status=open`, STAFF)).body;
    const answer = await world.call('POST', `/v1/invoices/${data[0].id}/void`, STAFF, { reason: 'wrong address' });
    expect(answer.status).toBe(200);
    return data[0].id;
  }
  const generate = async (accountId = acme.accountId) =>
    (await world.call('POST', `/v1/invoices/generate/${accountId}`, STAFF)).body.data;
  const spans = (invoices: Record<string, unknown>[]) =>
    invoices.map(({ total, period_start: from, status }) => [total, String(from).slice(0, 10), status]);

  it('for the same period, with the tax of today; again it makes nothing', async () => {
    await world.call('POST', '/v1/tax-rates', STAFF, {
      country: 'AT',
      rate: 20,
      name: 'VAT',
      valid_from: '2026-01-01',
    });
    await world.call('PATCH', `/v1/accounts/${acme.accountId}`, STAFF, { country: 'AT' });
    await timePasses(world, '2026-02-10T00:00:00Z');
    const made = await generate();
    expect(spans(made)).toEqual([[36, '2026-02-01', 'open']]);
    expect(made[0]).toMatchObject({ subscription_id: acme.id, due_date: '2026-02-10T00:00:00Z' });
    expect(made[0].id).not.toBe(voided);
    expect(await generate()).toEqual([]);
    await acme.pays(made[0].id);
    // It is a bill like any other: what is left of it comes back at the end.
    await timePasses(world, '2026-02-15T00:00:00Z');
    await acme.cancels('at=now&refund=prorated');
    expect(await acme.credit()).toBe(18);
  });

  it('never by time', async () => {
    await timePasses(world, '2026-03-01T00:00:00Z');
    expect(await acme.lines()).toEqual([
      ['subscription', '3000', 'paid'],
      ['subscription', '3000', 'open'],
    ]);
    expect(spans(await generate())).toEqual([[30, '2026-02-01', 'open']]);
  });

  it('after what fell due, in one request; each voided bill once, however often it was made and voided', async () => {
    world.clock.moveTo('2026-03-01T00:00:00Z');
    expect(spans(await generate())).toEqual([
      [30, '2026-03-01', 'open'],
      [30, '2026-02-01', 'open'],
    ]);
    await voidsOpen();
    expect(await generate()).toHaveLength(1);
    expect(await generate()).toEqual([]);
  });

  it('not for time that was changed or has ended since', async () => {
    await timePasses(world, '2026-02-10T00:00:00Z');
    await acme.pays((await acme.changes({ plan_id: team })).body.data.invoice_id);
    expect(await generate()).toEqual([]);
    acme = await Subscriber.of(world, basic);
    await timePasses(world, '2026-03-10T00:00:00Z');
    await voidsOpen();
    await timePasses(world, '2026-03-15T00:00:00Z');
    await acme.cancels('at=now');
    expect(await generate()).toEqual([]);
  });

  it('not for a change that was withdrawn with its bill, nor for what never began', async () => {
    await world.call('POST', `/v1/invoices/${(await generate())[0].id}/pay`, STAFF);
    await acme.changes({ plan_id: team });
    await acme.changes({ plan_id: basic });
    expect(await generate()).toEqual([]);
    const { id: accountId } = await world.account();
    await world.call('POST', '/v1/subscriptions', accountId, { plan_id: basic });
    await timePasses(world, '2026-02-03T00:00:00Z');
    expect(await generate(accountId)).toEqual([]);
  });

  it('the first bill of one that waits for it: paid from credit it is in force', async () => {
    const { id: accountId } = await world.account();
    const { id } = (await world.call('POST', '/v1/subscriptions', accountId, { plan_id: basic })).body.data;
    acme = Subscriber.known(world, accountId, id);
    await voidsOpen();
    await world.call('POST', '/v1/credits', STAFF, { account_id: accountId, amount: 30, reason: 'sorry' });
    expect(spans(await generate())).toEqual([[30, '2026-02-01', 'paid']]);
    expect(await acme.now()).toMatchObject({ status: 'active' });
  });
});
