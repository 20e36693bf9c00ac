import { newId } from '@libs/persistence';
import { AccountsApi } from '../accounts/accounts.api';
import { DueWorkApi } from '../due-work/due-work.api';
import { unbalanced } from '../due-work/testing/subscriber';
import { Subscriber } from '../subscriptions/testing/subscriber';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { DunningApi } from './dunning.api';
import { DunningWorkApi } from './dunning-work.api';
import { DunningRepository } from './persistence/dunning.repository';
import { daysPass, Debtor } from './testing/debtor';
import { FollowAccount } from './use-cases/follow-account';
import { PlanDunning } from './use-cases/plan-dunning';
import { ReplanDunning } from './use-cases/replan-dunning';

/** The first renewal is due on 10 February at 09:00. */
const START = '2026-01-10T09:00:00Z';
const RENEWAL = '2026-02-10T09:00:00Z';

describe('dunning', () => {
  let world: BillingWorld;
  let debtor: Debtor;
  let invoice: string;
  const run = () => world.get(DunningWorkApi).run();
  const previewed = async (id = invoice, by = STAFF) =>
    (await world.call('GET', `/v1/invoices/${id}/dunning`, by)).body;

  beforeEach(async () => {
    world = await billingWorld(START);
  });
  afterEach(() => world.close());

  /** A renewal that is due, not tried yet. */
  async function renewed(method: string | null = newId(), account: object = {}): Promise<void> {
    debtor = await Debtor.of(world, method, account);
    await daysPass(world, RENEWAL);
    invoice = (await debtor.owes())[0] as string;
  }

  describe('of a declined renewal', () => {
    beforeEach(async () => {
      await renewed();
      await debtor.declined(invoice);
    });

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
      const verb = (name: string) =>
        world.call('POST', `/v1/invoices/${invoice}/${name}`, STAFF, { reason: 'goodwill' });
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

  it('takes back what would be served in a period that began while the account was blocked', async () => {
    debtor = await Debtor.of(world, newId());
    // The renewals of 10 April and, thirty days later, of 10 May.
    await daysPass(world, '2026-02-10T09:00:00Z');
    for (const day of ['2026-03-10', '2026-04-10']) {
      await debtor.paid((await debtor.owes())[0] as string);
      await daysPass(world, `${day}T09:00:00Z`);
    }
    invoice = (await debtor.owes())[0] as string;
    await debtor.declined(invoice);
    await daysPass(world, '2026-05-10T09:00:05Z');
    expect((await debtor.stands()).slice(0, 2)).toEqual(['canceled', 'blocked']);
    expect(await debtor.owes()).toEqual([invoice]);
    const [april] = await world.rows<{ due: string }>(`SELECT amount_due_minor AS due FROM invoice WHERE id = $1`, [
      invoice,
    ]);
    expect(april?.due).toBe('2999');
    expect(await unbalanced(world)).toEqual([]);
    await debtor.paid(invoice);
    expect((await debtor.stands()).slice(0, 2)).toEqual(['canceled', 'current']);
  });

  it('after a hard decline tries nothing, until the payment method changes', async () => {
    await renewed();
    await debtor.declined(invoice, 'stolen_card', 'hard');
    expect((await debtor.newestMail()).text).toContain('will not try this payment method again');
    const [first] = (await previewed()).data.steps;
    expect(first).toMatchObject({ step: 'retry', skipped: 'hard_decline' });
    await daysPass(world, '2026-02-16T09:00:00Z');
    expect(await debtor.charges()).toEqual([]);
    await debtor.adds();
    await daysPass(world, '2026-02-17T08:00:00Z');
    expect(await debtor.charges()).toEqual(['method']);
  });

  it('does not try a refused card again because another one was declined by hand', async () => {
    await renewed();
    await debtor.declined(invoice, 'stolen_card', 'hard');
    const method = await debtor.method();
    await debtor.setMethod(null);
    await debtor.declined(invoice);
    await debtor.setMethod(method);
    await daysPass(world, '2026-02-21T09:00:00Z');
    expect(await debtor.charges()).toEqual([]);
  });

  it('follows an operator’s other numbers from the next start on', async () => {
    await renewed();
    await debtor.declined(invoice);
    const asNow = (await previewed()).data.steps[0].at;
    // As a process with longer pauses would have left it.
    await world.rows(`UPDATE dunning_case SET next_step_at = next_step_at + interval '9 days'`);
    const started = new ReplanDunning(
      world.database,
      world.get(DunningRepository),
      world.get(AccountsApi),
      world.get(PlanDunning),
      world.get(FollowAccount),
    );
    await started.once();
    expect(String(await world.get(DunningWorkApi).nextDueAt())).toBe(asNow);
    await started.once();
    expect(await world.rows(`SELECT 1 FROM dunning_case WHERE version = 3`)).toHaveLength(1);
  });

  it('without a payment method asks for one, and the days count from the due date', async () => {
    await renewed(null, { name: 'Ada', country: 'DE', timezone: 'Europe/Berlin', paymentTermsDays: 14 });
    expect([await debtor.mails(), await debtor.stands()]).toEqual([[], ['active', 'current', true]]);
    await daysPass(world, '2026-02-24T09:00:00Z');
    expect([await debtor.mails(), await debtor.stands()]).toEqual([
      ['payment_method_missing'],
      ['past_due', 'current', true],
    ]);
    const { to, subject, text } = await debtor.newestMail();
    expect([to, subject]).toEqual([
      'payer@example.com',
      expect.stringMatching(/hinterlegen Sie ein Zahlungsmittel für die Rechnung INV-2026-\d{6}$/),
    ]);
    expect(text).toContain('Guten Tag Ada');
    expect(text).toContain('29,99 USD war am 24. Februar 2026 fällig');
    expect(text).toContain('am 10. März 2026 noch offen');
    await daysPass(world, '2026-03-03T09:00:00Z');
    expect((await debtor.stands())[1]).toBe('warning');
    await debtor.adds();
    await daysPass(world, '2026-03-03T09:00:01Z');
    expect(await debtor.charges()).toEqual(['method']);
  });

  it('at the end of a trial leaves everything to the days of grace', async () => {
    const { id: accountId } = await world.account();
    const planId = await world.plan();
    await world.call('POST', '/v1/subscriptions/trial', accountId, { trial_plan_id: planId });
    await daysPass(world, '2026-02-15T09:00:00Z');
    const [row] = await world.rows<{ id: string }>(`SELECT id FROM invoice WHERE account_id = $1`, [accountId]);
    expect((await Debtor.known(world, accountId, '').newestMail()).text).toContain(
      'If the invoice is still unpaid on February 16, 2026, the subscription ends.',
    );
    expect((await previewed(row?.id)).data).toMatchObject({ state: 'active', steps: [] });
    await daysPass(world, '2026-03-20T09:00:00Z');
    const { data } = (await world.call('GET', '/v1/accounts/me', accountId)).body;
    expect(data.status).toBe('current');
    expect((await previewed(row?.id)).data).toMatchObject({ state: 'ended', invoice_status: 'void' });
    const mails = await world.rows<{ template: string }>(`SELECT template FROM mail_request ORDER BY id`);
    expect(mails.map(({ template }) => template)).toEqual([
      'trial_will_end',
      'payment_method_missing',
      'trial_expired',
    ]);
  });

  it('after a trial asks at its end, whatever terms of payment the account has', async () => {
    const { id: accountId } = await world.account({ paymentTermsDays: 14 });
    await world.call('POST', '/v1/subscriptions/trial', accountId, { trial_plan_id: await world.plan() });
    await daysPass(world, '2026-02-09T09:00:00Z');
    const mails = await world.rows(`SELECT template FROM mail_request WHERE template = 'payment_method_missing'`);
    expect(mails).toHaveLength(1);
  });

  it('tries a trial’s first bill again within its days of grace, and shows no later retry', async () => {
    const { id: accountId } = await world.account();
    await world.rows(`UPDATE account SET default_payment_method = $2 WHERE id = $1`, [accountId, newId()]);
    const planId = await world.plan();
    const { data } = (await world.call('POST', '/v1/subscriptions/trial', accountId, { trial_plan_id: planId })).body;
    debtor = Debtor.known(world, accountId, data.id);
    await daysPass(world, '2026-02-09T09:00:00Z');
    const [first] = await debtor.owes();
    expect((await debtor.stands())[0]).toBe('trial');
    await debtor.declined(first as string);
    expect([await debtor.stands(), await debtor.mails()]).toEqual([['past_due', 'current', true], ['payment_failed']]);
    const { steps } = (await previewed(first)).data;
    expect(steps.map(({ step, at }: { step: string; at: string }) => `${at.slice(0, 10)} ${step}`)).toEqual([
      '2026-02-12 retry',
      '2026-02-14 retry',
    ]);
    await daysPass(world, '2026-02-14T09:00:00Z');
    expect(await debtor.charges()).toEqual(['retry-1', 'retry-2']);
    await debtor.paid(first as string);
    expect(await debtor.stands()).toEqual(['active', 'current', true]);
  });

  it('leaves a first invoice and a change that waits for payment alone', async () => {
    const account = await world.account();
    const planId = await world.plan();
    const { data } = (await world.call('POST', '/v1/subscriptions', account.id, { plan_id: planId })).body;
    expect((await previewed(data.invoice_id)).data).toMatchObject({ state: 'not_dunned', steps: [] });
    expect((await previewed(newId())).details.code).toBe('not_found');
    // Its decline is told all the same.
    const customer = Debtor.known(world, account.id, data.id);
    await customer.declined(data.invoice_id);
    expect(await customer.mails()).toEqual(['first_payment_failed']);
    expect((await customer.newestMail()).text).toContain('your subscription has not begun yet');
    await customer.paid(data.invoice_id);
    const pro = await world.plan({ price: 60 });
    await world.call('PUT', `/v1/subscriptions/${data.id}`, account.id, { plan_id: pro });
    await customer.declined((await customer.owes())[0] as string);
    expect(await customer.mails()).toEqual(['first_payment_failed', 'change_payment_failed']);
    expect(await world.rows(`SELECT 1 FROM dunning_case`)).toEqual([]);
  });

  it('leaves a bill alone that would end a trial early', async () => {
    const account = await world.account();
    const trialPlan = await world.plan();
    await world.call('POST', '/v1/subscriptions/trial', account.id, { trial_plan_id: trialPlan });
    const { data } = (await world.call('POST', '/v1/subscriptions', account.id, { plan_id: await world.plan() })).body;
    expect(data.status).toBe('pending');
    expect((await previewed(data.invoice_id)).data).toMatchObject({ state: 'not_dunned', steps: [] });
  });

  it('remembers nothing of a bill that was paid before anybody was told of it', async () => {
    await renewed();
    await debtor.paid(invoice);
    expect(await world.rows(`SELECT 1 FROM dunning_case`)).toEqual([]);
    expect(await debtor.mails()).toEqual([]);
  });

  it('is held and released by staff', async () => {
    const account = await world.account();
    const patch = (by: string, dispute_hold: boolean) =>
      world.call('PATCH', `/v1/accounts/${by === STAFF ? account.id : 'me'}`, by, { dispute_hold });
    expect((await patch(STAFF, true)).body.data.dispute_hold).toBe(true);
    expect((await patch(account.id, false)).body.details.code).toBe('forbidden');
    expect((await patch(STAFF, false)).body.data.dispute_hold).toBe(false);
    const rows = await world.rows(`SELECT 1 FROM audit_log WHERE account_id = $1 AND action = 'account.updated'`, [
      account.id,
    ]);
    expect(rows).toHaveLength(2);
  });
});
