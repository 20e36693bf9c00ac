import { newId } from '@libs/persistence';
import { DueWorkApi } from '../due-work/due-work.api';
import { unbalanced } from '../due-work/testing/subscriber';
import { Subscriber } from '../subscriptions/testing/subscriber';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { DunningApi } from './dunning.api';
import { DunningWorkApi } from './dunning-work.api';
import { daysPass, Debtor } from './testing/debtor';

/** The first renewal is due on 10 February at 09:00. */
const START = '2026-01-10T09:00:00Z';
const RENEWAL = '2026-02-10T09:00:00Z';

describe('dunning of a declined renewal', () => {
  let world: BillingWorld;
  let debtor: Debtor;
  let invoice: string;
  const run = () => world.get(DunningWorkApi).run();
  const previewed = async (id = invoice, by = STAFF) =>
    (await world.call('GET', `/v1/invoices/${id}/dunning`, by)).body;

  beforeEach(async () => {
    world = await billingWorld(START);
    [debtor, invoice] = await Debtor.owing(world, RENEWAL);
    await debtor.declined(invoice);
  });
  afterEach(() => world.close());

  it('keeps the service, tells the customer, and says what is to come', async () => {
    expect(await debtor.stands()).toEqual(['past_due', 'current', true]);
    expect(await debtor.mails()).toEqual(['payment_failed']);
    expect((await debtor.subscriber.events()).slice(-2)).toEqual([
      'payment.failed payment_failed',
      'subscription.past_due payment_failed',
    ]);
    const { data } = await previewed();
    expect(data).toMatchObject({ state: 'active', failures: 1, last_failure_code: 'insufficient_funds' });
    expect(data.steps.map(({ step, at }: { step: string; at: string }) => `${at.slice(0, 10)} ${step}`)).toEqual([
      '2026-02-13 retry',
      '2026-02-15 retry',
      '2026-02-17 retry',
      '2026-02-17 warn',
      '2026-02-20 retry',
      '2026-02-24 block',
      '2026-03-12 cancel',
    ]);
    expect(data.steps[0].explanation).toBe('Retry 1 of 4, 3 days after the first declined charge.');
  });

  it('goes its way day by day, each step once, to the end of the subscription', async () => {
    const seen: unknown[] = [];
    for (const day of ['02-13', '02-15', '02-17', '02-20', '02-24', '03-12', '03-22']) {
      await daysPass(world, `2026-${day}T08:59:59Z`);
      const early = (await debtor.charges()).length + (await debtor.mails()).length;
      await daysPass(world, `2026-${day}T09:00:00Z`);
      seen.push([day, ...(await debtor.stands()), early]);
    }
    expect(seen).toEqual([
      ['02-13', 'past_due', 'current', true, 1],
      ['02-15', 'past_due', 'current', true, 2],
      ['02-17', 'past_due', 'warning', true, 3],
      ['02-20', 'past_due', 'warning', true, 5],
      ['02-24', 'past_due', 'blocked', false, 6],
      ['03-12', 'canceled', 'blocked', false, 7],
      ['03-22', 'canceled', 'blocked', false, 9],
    ]);
    expect(await debtor.charges()).toEqual(['retry-1', 'retry-2', 'retry-3', 'retry-4']);
    // The renewal of 10 March is overdue by then as well; there is no subscription left that it could cost.
    expect(await debtor.mails()).toEqual([
      'payment_failed',
      'account_overdue',
      'account_blocked',
      'subscription_canceled_unpaid',
      'account_overdue',
    ]);
    expect(await debtor.subscriber.now()).toMatchObject({ end_reason: 'dunning_ended', status: 'canceled' });
    const [, second] = await debtor.owes();
    const { steps } = (await previewed(second)).data;
    expect(steps.map(({ step }: { step: string }) => step)).toEqual(['block']);
    expect(await debtor.audited('account.overdue')).toBe(1);
    expect(await debtor.audited('account.blocked')).toBe(1);
    expect(await unbalanced(world)).toEqual([]);
    const again = await world.call('POST', '/v1/subscriptions', debtor.accountId, { plan_id: await world.plan() });
    expect([again.status, again.body.details.code]).toEqual([403, 'account_blocked']);
  });

  it('is made good by one payment, at once, whenever it comes', async () => {
    await daysPass(world, '2026-02-25T09:00:00Z');
    expect(await debtor.stands()).toEqual(['past_due', 'blocked', false]);
    await debtor.paid(invoice);
    expect(await debtor.stands()).toEqual(['active', 'current', true]);
    expect((await debtor.mails()).at(-1)).toBe('payment_recovered');
    expect((await debtor.newestMail()).text).toContain('your account has no restrictions');
    expect(await debtor.audited('account.restored')).toBe(1);
    expect((await previewed()).data).toMatchObject({ state: 'ended', steps: [], account_status: 'current' });
    const mails = (await debtor.mails()).length;
    await daysPass(world, '2026-03-10T08:00:00Z');
    expect([(await debtor.mails()).length, await debtor.stands()]).toEqual([mails, ['active', 'current', true]]);
  });

  it('is over when the invoice is voided, or written off', async () => {
    await daysPass(world, '2026-02-18T09:00:00Z');
    const verb = (name: string) => world.call('POST', `/v1/invoices/${invoice}/${name}`, STAFF, { reason: 'goodwill' });
    expect((await verb('mark-uncollectible')).status).toBe(200);
    expect(await debtor.stands()).toEqual(['active', 'current', true]);
    expect((await debtor.mails()).at(-1)).toBe('account_overdue');

    const other = await Debtor.of(world, newId());
    await daysPass(world, '2026-03-18T09:00:00Z');
    const [open] = await other.owes();
    await other.declined(open as string);
    await daysPass(world, '2026-03-26T09:00:00Z');
    expect((await other.stands()).slice(0, 2)).toEqual(['past_due', 'warning']);
    expect((await world.call('POST', `/v1/invoices/${open}/void`, STAFF, { reason: 'goodwill' })).status).toBe(200);
    expect(await other.stands()).toEqual(['active', 'current', true]);
  });

  it('stays while another invoice is overdue', async () => {
    await daysPass(world, '2026-02-11T09:00:00Z');
    const line = { description: 'Set-up', unit_amount: 10 };
    const made = await world.call('POST', '/v1/invoices', STAFF, { account_id: debtor.accountId, lines: [line] });
    expect(made.status).toBe(201);
    await daysPass(world, '2026-02-26T09:00:00Z');
    expect((await debtor.stands())[1]).toBe('blocked');
    await debtor.paid(invoice);
    expect(await debtor.stands()).toEqual(['active', 'blocked', false]);
    expect((await debtor.newestMail()).text).toContain('still overdue');
    await debtor.paid(made.body.data.id);
    expect(await debtor.stands()).toEqual(['active', 'current', true]);
  });

  it('tries a new payment method at once, and once', async () => {
    await daysPass(world, '2026-02-14T12:00:00Z');
    await debtor.adds();
    await Promise.all([run(), run(), run()]);
    expect(await debtor.charges()).toEqual(['retry-1', 'method']);
    await debtor.declined(invoice);
    await daysPass(world, '2026-02-15T09:00:00Z');
    expect(await debtor.charges()).toEqual(['retry-1', 'method', 'retry-2']);
    expect(await debtor.mails()).toEqual(['payment_failed', 'payment_failed']);
  });

  it('stands still while a dispute is open, and goes on afterwards', async () => {
    const hold = (on: boolean) =>
      world.database.transaction(() => world.get(DunningApi).disputeHold(debtor.accountId, on));
    await hold(true);
    await daysPass(world, '2026-02-26T09:00:00Z');
    expect([await debtor.charges(), await debtor.stands()]).toEqual([[], ['past_due', 'current', true]]);
    expect((await previewed()).data.state).toBe('held');
    // Nor is there anything that a clock would stop for.
    expect(await world.get(DunningWorkApi).nextDueAt()).toBeNull();
    await hold(false);
    await daysPass(world, '2026-02-26T09:00:01Z');
    expect(await debtor.charges()).toEqual(['retry-4']);
    expect(await debtor.stands()).toEqual(['past_due', 'blocked', false]);
    expect(await debtor.mails()).toEqual(['payment_failed', 'account_blocked']);
  });

  it('is due when the account’s calendar says so, also after a move to another time zone', async () => {
    const moves = (timezone: string) => world.call('PATCH', '/v1/accounts/me', debtor.accountId, { timezone });
    // Thirty days over the beginning of summer time: an hour less in New York, where it begins on 8 March.
    expect((await moves('America/New_York')).status).toBe(200);
    await daysPass(world, '2026-02-24T09:00:00Z');
    expect((await debtor.stands())[1]).toBe('blocked');
    expect((await moves('Europe/Berlin')).status).toBe(200);
    await daysPass(world, '2026-03-12T08:00:00Z');
    expect((await debtor.stands())[0]).toBe('past_due');
    expect(String(await world.get(DunningWorkApi).nextDueAt())).toBe('2026-03-12T09:00:00Z');
    await daysPass(world, '2026-03-12T09:00:00Z');
    expect((await debtor.stands())[0]).toBe('canceled');
  });

  it('is done once by several schedulers, and parks only the account whose work fails', async () => {
    const other = await Debtor.of(world, newId());
    await daysPass(world, '2026-02-12T09:00:00Z');
    await world.rows(`UPDATE dunning_case SET next_step = 'retry', subscription_id = NULL WHERE invoice_id = $1`, [
      invoice,
    ]);
    world.clock.moveTo('2026-03-12T10:00:00Z');
    await Promise.all([run(), run(), run()]);
    const [parked] = (await world.call('GET', '/v1/due-work/parked', STAFF)).body.data;
    expect(parked).toMatchObject({ account_id: debtor.accountId, subscription_id: null, step: 'dunning' });
    expect(await debtor.charges()).toEqual([]);
    expect((await debtor.stands())[1]).toBe('current');
    await world.rows(`UPDATE dunning_case SET subscription_id = $2 WHERE invoice_id = $1`, [
      invoice,
      debtor.subscriber.id,
    ]);
    expect((await world.call('POST', `/v1/due-work/parked/${parked.id}/retry`, STAFF)).status).toBe(200);
    await Promise.all([run(), run(), run(), world.get(DueWorkApi).run()]);
    expect((await debtor.charges()).length).toBe(1);
    expect((await debtor.stands()).slice(0, 2)).toEqual(['canceled', 'blocked']);
    expect((await other.stands())[0]).toBe('active');
  });

  it('lets bills that are being made go first', async () => {
    await Subscriber.of(world, await world.plan({ cycleUnit: 'daily' }));
    world.clock.moveTo('2026-02-13T09:00:00Z');
    const numbers = world.database.dataSource.createQueryRunner();
    await numbers.startTransaction();
    await numbers.query(`SELECT FROM invoice_number_sequence FOR UPDATE`);
    const work = [world.get(DueWorkApi).run(), run()];
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await debtor.charges()).toEqual([]);
    await numbers.commitTransaction();
    await numbers.release();
    await Promise.all(work);
    expect(await debtor.charges()).toEqual(['retry-1']);
  });

  it('is told with the bill while that is open', async () => {
    expect((await debtor.newestMail()).attachments).toHaveLength(1);
    await world.call('POST', `/v1/invoices/${invoice}/void`, STAFF, { reason: 'goodwill' });
    expect((await debtor.newestMail()).attachments).toBeUndefined();
  });

  it('is told over what is left when a part was paid', async () => {
    await debtor.paidPart(invoice, 10);
    await debtor.declined(invoice);
    expect((await debtor.newestMail()).text).toContain('collect 19.99 USD');
  });

  it('is not told to who has paid in the meantime', async () => {
    await debtor.paid(invoice);
    expect(await debtor.mails()).toEqual(['payment_failed']);
    expect(await debtor.newestMail()).toBeUndefined();
  });

  it('shows customers their own only', async () => {
    const stranger = await Debtor.of(world);
    expect((await previewed(invoice, debtor.accountId)).data.state).toBe('active');
    expect((await previewed(invoice, stranger.accountId)).details.code).toBe('not_found');
  });
});
