import { newId } from '@libs/persistence';
import { unbalanced } from '../due-work/testing/subscriber';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { DunningApi } from './dunning.api';
import { DunningWorkApi } from './dunning-work.api';
import { daysPass, Debtor } from './testing/debtor';

const START = '2026-02-10T09:00:00Z';
/** The first renewal: retries from 13 March, blocked on 24 March, canceled on 9 April; summer time begins on 29 March. */
const RENEWAL = '2026-03-10T09:00:00Z';

interface Step {
  step: string;
  at: string;
  skipped: string | null;
}

describe('dunning at odd times', () => {
  let world: BillingWorld;

  beforeEach(async () => {
    world = await billingWorld(START);
  });
  afterEach(() => world.close());

  const renewed = (method?: string | null, account?: object) => Debtor.owing(world, RENEWAL, method, account);
  const dunningOf = async (id: string) => (await world.call('GET', `/v1/invoices/${id}/dunning`, STAFF)).body.data;
  const secondBefore = (at: string) => new Date(Date.parse(at) - 1_000).toISOString().replace('.000Z', 'Z');

  describe.each([
    ['UTC', 0, 'soft'],
    ['Europe/Berlin', 0, 'soft'],
    ['America/New_York', 14, 'soft'],
    ['Australia/Sydney', 5, 'hard'],
    ['Europe/Berlin', 30, 'none'],
  ] as const)('in %s, payable within %i days, %s declines', (timezone, paymentTermsDays, decline) => {
    it('does what was shown, when it was shown, and nothing else', async () => {
      const method = decline === 'none' ? null : newId();
      const [debtor, invoice] = await renewed(method, { timezone, paymentTermsDays });
      if (decline !== 'none') await debtor.declined(invoice, 'a_code', decline);
      const shown = ((await dunningOf(invoice)).steps as Step[]).filter(({ skipped }) => skipped === null);
      const kinds = shown.map(({ step }) => step).filter((step) => step !== 'retry' && step !== 'fall_due');
      expect(kinds).toEqual(['warn', 'block', 'cancel']);
      const done: string[] = [];
      for (const at of new Set(shown.map((step) => step.at))) {
        await daysPass(world, secondBefore(at));
        const [before, charges] = [await dunningOf(invoice), (await debtor.charges()).length];
        await daysPass(world, at);
        const after = await dunningOf(invoice);
        const isNew = (name: string) => before[name] !== after[name];
        if ((await debtor.charges()).length > charges) {
          done.push(`${at} retry`);
          await debtor.declined(invoice);
        }
        if (after.steps.length < before.steps.length && before.steps[0].step === 'fall_due')
          done.push(`${at} fall_due`);
        for (const [name, step] of [
          ['warned_at', 'warn'],
          ['blocked_at', 'block'],
          ['canceled_at', 'cancel'],
        ] as const) {
          if (isNew(name)) done.push(`${at} ${step}`);
          if (isNew(name)) expect(after[name]).toBe(at);
        }
      }
      expect(done).toEqual(shown.map(({ step, at }) => `${at} ${step}`));
    });
  });

  it('charges a card that comes at the instant of a retry once', async () => {
    const [debtor, invoice] = await renewed();
    await debtor.declined(invoice);
    world.clock.moveTo('2026-03-13T09:00:00Z');
    await debtor.adds();
    await daysPass(world, '2026-03-13T09:00:00Z');
    expect(await debtor.charges()).toEqual(['retry-1']);
    await debtor.declined(invoice);
    await daysPass(world, '2026-03-15T08:59:59Z');
    expect(await debtor.charges()).toEqual(['retry-1']);
  });

  it('lets a decline that comes after the payment change nothing', async () => {
    const [debtor, invoice] = await renewed();
    await debtor.declined(invoice);
    await daysPass(world, '2026-03-13T09:00:00Z');
    // The retry is under way; its customer pays by hand meanwhile.
    await debtor.paid(invoice);
    const mails = await debtor.mails();
    await debtor.declined(invoice);
    expect([await debtor.stands(), await debtor.mails()]).toEqual([['active', 'current', true], mails]);
    expect((await dunningOf(invoice)).state).toBe('ended');
    await daysPass(world, '2026-04-09T08:00:00Z');
    expect(await debtor.charges()).toEqual(['retry-1']);
  });

  it('ends with the credit note that takes the last cent, and goes on after one that does not', async () => {
    const [debtor, invoice] = await renewed();
    await debtor.declined(invoice);
    await daysPass(world, '2026-03-18T09:00:00Z');
    const credit = (amount: number) =>
      world.call('POST', `/v1/invoices/${invoice}/credit-notes`, STAFF, { amount, reason: 'goodwill' });
    expect((await credit(20)).status).toBe(201);
    expect([(await debtor.stands())[1], (await dunningOf(invoice)).state]).toEqual(['warning', 'active']);
    expect((await credit(9.99)).status).toBe(201);
    expect([await debtor.stands(), (await dunningOf(invoice)).state]).toEqual([['active', 'current', true], 'ended']);
    expect(await unbalanced(world)).toEqual([]);
  });

  it('stands still while held, and counts on from the due date when it is released in between', async () => {
    const [debtor, invoice] = await renewed();
    await debtor.declined(invoice);
    const hold = (on: boolean) =>
      world.database.transaction(() => world.get(DunningApi).disputeHold(debtor.accountId, on));
    await daysPass(world, '2026-03-14T09:00:00Z');
    await hold(true);
    await debtor.adds();
    await daysPass(world, '2026-03-16T09:00:00Z');
    expect(await debtor.charges()).toEqual(['retry-1']);
    await hold(false);
    await daysPass(world, '2026-03-16T09:00:01Z');
    expect(await debtor.charges()).toEqual(['retry-1', 'retry-2']);
    await debtor.declined(invoice);
    const { steps } = await dunningOf(invoice);
    expect(steps.map(({ step, at }: Step) => `${at.slice(0, 10)} ${step}`)).toEqual([
      '2026-03-17 retry',
      '2026-03-17 warn',
      '2026-03-20 retry',
      '2026-03-24 block',
      '2026-04-09 cancel',
    ]);
  });

  it('shows no cancellation where the customer has ended the subscription already', async () => {
    const [debtor, invoice] = await renewed();
    await debtor.declined(invoice);
    const { id } = debtor.subscriber;
    // The period ends on 10 April, a day after dunning would end it; named, it ends before.
    const at = '2026-04-01T09:00:00Z';
    expect((await world.call('DELETE', `/v1/subscriptions/${id}?at=${at}`, STAFF)).status).toBe(200);
    const steps = async () => ((await dunningOf(invoice)).steps as Step[]).map(({ step }) => step);
    expect(await steps()).not.toContain('cancel');
    await daysPass(world, '2026-04-12T09:00:00Z');
    expect((await debtor.subscriber.now()).end_reason).toBe('term_ended');
    expect((await dunningOf(invoice)).canceled_at).toBeNull();
  });

  it('moves with an account to an earlier time zone at once', async () => {
    const [debtor, invoice] = await renewed();
    await debtor.declined(invoice);
    await daysPass(world, '2026-03-25T09:00:00Z');
    const move = { timezone: 'Europe/Berlin' };
    expect((await world.call('PATCH', '/v1/accounts/me', debtor.accountId, move)).status).toBe(200);
    // Ten o'clock in Berlin is an hour earlier since summer time began on 29 March.
    const [cancel] = (await dunningOf(invoice)).steps as Step[];
    expect(cancel).toMatchObject({ step: 'cancel', at: '2026-04-09T08:00:00Z' });
    expect(String(await world.get(DunningWorkApi).nextDueAt())).toBe(cancel?.at);
  });

  it('writes yen without decimals', async () => {
    const { id } = await world.account({ currency: 'JPY', country: 'JP', timezone: 'Asia/Tokyo' });
    const lines = [{ description: 'Set-up', unit_amount: 3000 }];
    const bill = await world.call('POST', '/v1/invoices', STAFF, { account_id: id, lines });
    expect(bill.status).toBe(201);
    await world.get(DunningWorkApi).run();
    expect((await Debtor.known(world, id, '').newestMail()).text).toContain('for 3,000 JPY was due on 2026-02-10');
  });

  it('counts two subscriptions of an account each by itself, and its standing by both', async () => {
    const [debtor, invoice] = await renewed();
    await debtor.declined(invoice);
    const line = { description: 'Add-on', unit_amount: 5 };
    const other = await world.call('POST', '/v1/invoices', STAFF, { account_id: debtor.accountId, lines: [line] });
    await debtor.declined(other.body.data.id);
    await daysPass(world, '2026-03-25T09:00:00Z');
    expect((await debtor.stands())[1]).toBe('blocked');
    const again = { reason: 'goodwill' };
    expect((await world.call('POST', `/v1/invoices/${other.body.data.id}/void`, STAFF, again)).status).toBe(200);
    expect(await debtor.stands()).toEqual(['past_due', 'blocked', false]);
    await debtor.paid(invoice);
    expect(await debtor.stands()).toEqual(['active', 'current', true]);
  });
});
