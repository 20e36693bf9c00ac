import { admin, Customer, PLAN } from '../support/customer';
import type { Client } from '../support/client';

/** Long enough for a year of stops on a busy machine. */
const ADVANCE_MS = 120_000;

interface Bill {
  number: string;
  period_start: string;
  period_end: string;
  total: number;
}

/** Wall clock in a zone, to the minute: `2027-03-28 09:30`. */
const wallClock = (instant: string, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone }).format(
    new Date(instant),
  );

describe('time passes', () => {
  let staff: Client;

  beforeAll(async () => {
    staff = await admin();
  });

  const now = async (): Promise<string> => (await staff.get('/v1/test-clock')).data.now;
  const advance = async (to: string) => {
    const answer = await staff.post('/v1/test-clock/advance', { to });
    expect([answer.status, answer.code]).toEqual([200, undefined]);
  };
  /** The next such day of a year to come, at half past nine in the morning, UTC. */
  const next = async (monthAndDay: string): Promise<string> => {
    const present = await now();
    const years = Array.from({ length: 9 }, (_, at) => Number(present.slice(0, 4)) + at);
    const days = years.map((year) => `${year}-${monthAndDay}T09:30:00Z`);
    const isAhead = (day: string) => Date.parse(day) > Date.parse(present);
    const exists = (day: string) => new Date(day).toISOString().startsWith(day.slice(0, 10));
    return days.find((day) => isAhead(day) && exists(day)) as string;
  };
  const plan = async (facts: object): Promise<number> => {
    const code = `time_${Date.now()}_${Math.floor(Math.random() * 1e6)}`;
    const body = { code, name: 'Time', price: 10, currency: 'USD', ...facts };
    return (await staff.post('/v1/plans', body)).data.id;
  };
  /** Pays nothing at first: what is billed as time goes on is what these stories are about. */
  const subscriber = async (planId: number, timezone = 'UTC') => {
    const customer = await Customer.registers({ timezone });
    const { data } = await customer.subscribes(planId);
    expect((await customer.pays(data.id, undefined, { amount: data.amount, currency: data.currency })).status).toBe(
      200,
    );
    await customer.becomes('active', data.id);
    // Dunning, which would end it after thirty days, is a story of its own.
    expect((await staff.patch(`/v1/accounts/${customer.accountId}`, { dispute_hold: true })).status).toBe(200);
    return { customer, id: data.id as string };
  };
  const bills = async (id: string): Promise<Bill[]> => {
    const { data } = await staff.get(`/v1/invoices?subscription_id=${id}&limit=100`);
    return (data as Bill[]).filter(({ number }) => number).sort((a, b) => (a.period_start < b.period_start ? -1 : 1));
  };
  const expectNoGap = (found: readonly Bill[]) => {
    found.slice(1).forEach((bill, at) => expect(bill.period_start).toBe(found[at]?.period_end));
    expect(new Set(found.map(({ number }) => number)).size).toBe(found.length);
  };

  it(
    'bills a month that begins on the 31st at the end of each month, and springs back',
    async () => {
      await advance(await next('01-31'));
      const { id } = await subscriber(await plan({ billing_cycle: 'monthly' }));
      await advance(await next('07-15'));
      const found = await bills(id);
      expect(found.map(({ period_start }) => period_start.slice(5, 10))).toEqual([
        '01-31',
        expect.stringMatching(/02-2[89]/),
        '03-31',
        '04-30',
        '05-31',
        '06-30',
      ]);
      expectNoGap(found);
    },
    ADVANCE_MS,
  );

  it(
    'bills a year that begins on a leap day on 28 February, and on the 29th again when there is one',
    async () => {
      await advance(await next('02-29'));
      const { id } = await subscriber(await plan({ billing_cycle: 'yearly', price: 100 }));
      for (let year = 0; year < 4; year++) await advance(await next('03-10'));
      await advance(await next('03-10'));
      const found = await bills(id);
      expect(found.map(({ period_start }) => period_start.slice(5, 10))).toEqual([
        '02-29',
        '02-28',
        '02-28',
        '02-28',
        '02-29',
      ]);
      expectNoGap(found);
    },
    2 * ADVANCE_MS,
  );

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])(
    'keeps the wall clock of %s over two years, without gap or overlap',
    async (zone) => {
      const { id } = await subscriber(await plan({ billing_cycle: 'monthly' }), zone);
      const started = (await staff.get(`/v1/subscriptions/${id}`)).data.start_date as string;
      await advance(await next('12-31'));
      await advance(await next('12-31'));
      const found = await bills(id);
      expect(found.length).toBeGreaterThan(12);
      expectNoGap(found);
      const time = wallClock(started, zone).slice(11);
      expect(new Set(found.map(({ period_start }) => wallClock(period_start, zone).slice(11)))).toEqual(
        new Set([time]),
      );
    },
    2 * ADVANCE_MS,
  );

  it(
    'ends a trial that nobody pays for: warned, seven days of grace, expired',
    async () => {
      const customer = await Customer.registers();
      const { data: trial } = await customer.startsTrial(PLAN.basicTrial);
      await advance(new Date(Date.parse(trial.trial_end) + 1_000).toISOString());
      expect((await customer.subscription(trial.id)).status).toBe('past_due');
      await advance(new Date(Date.parse(trial.trial_end) + 8 * 86_400_000).toISOString());
      expect((await customer.subscription(trial.id)).status).toBe('expired');
      const { data: events } = await customer.api.get(`/v1/subscriptions/${trial.id}/events`);
      expect(events.map(({ type }: { type: string }) => type)).toEqual([
        'subscription.expired',
        'subscription.past_due',
        'subscription.trial_ended',
        'subscription.trial_will_end',
        'subscription.created',
      ]);
      expect((await customer.uses('api_calls', 1)).code).toBe('no_active_subscription');
    },
    ADVANCE_MS,
  );

  it(
    'moves forward only, and only when a super admin asks',
    async () => {
      const customer = await Customer.registers();
      expect((await customer.api.post('/v1/test-clock/advance', { by: 'P1D' })).status).toBe(403);
      expect((await staff.post('/v1/test-clock/advance', { to: '2020-01-01T00:00:00Z' })).code).toBe(
        'clock_runs_forward',
      );
      expect((await staff.post('/v1/test-clock/advance', {})).code).toBe('validation_failed');
      expect((await staff.post('/v1/test-clock/advance', { by: 'soon' })).code).toBe('validation_failed');
      const before = await now();
      expect((await staff.post('/v1/test-clock/advance', { by: 'P1D' })).status).toBe(200);
      const movedMs = Date.parse(await now()) - Date.parse(before);
      expect(movedMs).toBeGreaterThanOrEqual(86_400_000);
      expect(movedMs).toBeLessThan(86_400_000 + 60_000);
    },
    ADVANCE_MS,
  );
});
