import { newId } from '@libs/persistence';
import { AccountsApi } from '../accounts/accounts.api';
import { unbalanced } from '../due-work/testing/subscriber';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
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
  const previewed = async (id = invoice, by = STAFF) =>
    (await world.call('GET', `/v1/invoices/${id}/dunning`, by)).body;

  beforeEach(async () => {
    world = await billingWorld(START);
  });
  afterEach(() => world.close());

  /** A renewal that is due, not tried yet. */
  async function renewed(method: string | null = newId(), account: object = {}): Promise<void> {
    [debtor, invoice] = await Debtor.owing(world, RENEWAL, method, account);
  }

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
