import { admin } from '../support/customer';
import { parallel, type Answer, type Client } from '../support/client';
import { kill, startAgain, until } from '../support/running-system';

const SUBSCRIPTIONS = 500;
const AT_ONCE = 8;
/** From the first renewals on, so that the kill comes in the middle of them. */
const KILL_AFTER_MS = 60;
const MONTH_MS = 32 * 86_400_000;

interface Bill {
  id: string;
  number: string;
  subscription_id: string;
  period_start: string;
}

/** Two processes do what is due: the scheduler by itself, and the service that moves the clock. Both are killed over it. */
describe('a billing run that is killed', () => {
  let staff: Client;

  beforeAll(async () => {
    staff = await admin();
  });

  it('bills each subscription once, without a gap in the numbers, and keeps the books balanced', async () => {
    const started = await subscriptions();
    const { data: clock } = await staff.get('/v1/test-clock');
    const to = new Date(Date.parse(clock.now) + MONTH_MS).toISOString();
    // Cut off on the way: nobody hears its answer.
    const cutOff = staff.post('/v1/test-clock/advance', { to }).catch(() => undefined);
    await until('the first renewals are there', async () => (await renewed()).length > 0);
    await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS));
    kill('subscription-scheduler');
    kill('subscription-service');
    await cutOff;
    await Promise.all([startAgain('subscription-scheduler'), startAgain('subscription-service')]);
    // The kill may have come after the last step: then the clock stands at `to` already, and ticks.
    const { data: after } = await staff.get('/v1/test-clock');
    const end = new Date(Math.max(Date.parse(to), Date.parse(after.now) + 60_000)).toISOString();
    expect((await staff.post('/v1/test-clock/advance', { to: end })).status).toBe(200);

    const bills = (await everyInvoice()).filter(({ subscription_id }) => started.has(subscription_id));
    expect(bills).toHaveLength(2 * SUBSCRIPTIONS);
    const named = bills.map(({ subscription_id, period_start }) => `${subscription_id} ${period_start}`);
    expect(new Set(named).size).toBe(bills.length);
    expectNoGap(await everyInvoice());
    const { data: balances } = await staff.get('/v1/ledger/accounts');
    const cents = (balances as { balance: number }[]).reduce((sum, { balance }) => sum + Math.round(balance * 100), 0);
    expect(cents).toBe(0);
    expect((await staff.get('/v1/due-work/parked')).data).toEqual([]);
  }, 180_000);

  /** Paid from credit, so that they are active at once. */
  async function subscriptions(): Promise<Set<string>> {
    const plan = await sure(
      staff.post('/v1/plans', {
        code: `run_${Date.now()}`,
        name: 'Run',
        price: 10,
        currency: 'USD',
        billing_cycle: 'monthly',
      }),
    );
    const ids = new Set<string>();
    await parallel(AT_ONCE, async (lane) => {
      for (let at = lane; at < SUBSCRIPTIONS; at += AT_ONCE) {
        const account = await sure(staff.post('/v1/accounts', { email: `run${at}@example.com`, name: `Run ${at}` }));
        await sure(staff.post('/v1/credits', { account_id: account.data.id, amount: 10, reason: 'Start' }));
        const body = { plan_id: plan.data.id, account_id: account.data.id };
        const { data } = await sure(staff.post('/v1/subscriptions/', body));
        expect(data.status).toBe('active');
        ids.add(data.id);
      }
    });
    return ids;
  }

  async function renewed(): Promise<Bill[]> {
    const { data } = await staff.get('/v1/invoices?status=open&limit=1');
    const { data: clock } = await staff.get('/v1/test-clock');
    return (data as (Bill & { issued_at: string })[]).filter(
      ({ issued_at }) => Date.parse(clock.now) - Date.parse(issued_at) < 10_000,
    );
  }

  async function everyInvoice(): Promise<Bill[]> {
    const found: Bill[] = [];
    for (let cursor = ''; ;) {
      const { data, body } = await staff.get(`/v1/invoices?limit=100${cursor}`);
      found.push(...data);
      if (!body.pagination.has_more) return found;
      cursor = `&cursor=${encodeURIComponent(body.pagination.next_cursor)}`;
    }
  }
});

async function sure(call: Promise<Answer>): Promise<Answer> {
  const answer = await call;
  if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`);
  return answer;
}

/** One unbroken series each year. */
function expectNoGap(bills: readonly Bill[]): void {
  const years = new Map<string, number[]>();
  for (const { number } of bills) {
    const [, year = '', sequence] = number?.split('-') ?? [];
    if (year) years.set(year, [...(years.get(year) ?? []), Number(sequence)]);
  }
  for (const numbers of years.values()) {
    const sorted = numbers.sort((a, b) => a - b);
    expect(sorted).toEqual(sorted.map((_, at) => at + 1));
  }
}
