import { FakeClock } from '../../../../libs/calendar/src/testing';
import { AccountsApi } from '../accounts/accounts.api';
import { billingWorld, type BillingWorld } from '../testing/billing-world';
import { SubscriptionsApi } from '../subscriptions/subscriptions.api';

const PARALLEL = 50;

describe('invoice numbers', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld('2026-12-31T23:00:00Z');
  });
  afterAll(() => world.close());

  it('have no gap under 50 finalizations at once, of which every fifth fails after its number was taken', async () => {
    const planId = await world.plan();
    const subscriptions = world.get(SubscriptionsApi);
    const start = async (index: number) => {
      const { id: accountId } = await world.account();
      return world.database.transaction(async () => {
        await subscriptions.start({ accountId, userId: null, planId, quantity: 1, metadata: {} });
        if (index % 5 === 0) throw new Error('the power fails');
      });
    };
    const outcomes = await Promise.allSettled(Array.from({ length: PARALLEL }, (_, index) => start(index)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(PARALLEL / 5);
    const numbers = await world.rows<{ number: string }>(`SELECT number FROM invoice ORDER BY number`);
    const expected = Array.from(
      { length: (PARALLEL * 4) / 5 },
      (_, index) => `INV-2026-${String(index + 1).padStart(6, '0')}`,
    );
    expect(numbers.map(({ number }) => number)).toEqual(expected);
  });

  it('start anew with the year', async () => {
    (world.clock as FakeClock).moveTo('2027-01-01T00:00:00Z');
    const { id } = await world.get(AccountsApi).create({ email: 'new@example.com', name: 'New' });
    const { body } = await world.call('POST', '/v1/subscriptions', id, { plan_id: await world.plan() });
    const invoice = (await world.call('GET', `/v1/invoices/${body.data.invoice_id}`, id)).body.data;
    expect(invoice.number).toBe('INV-2027-000001');
  });

  it('list an account’s own bills page by page, the newest first', async () => {
    const { id } = await world.account();
    const planId = await world.plan();
    for (let time = 1; time <= 3; time++) await world.call('POST', '/v1/subscriptions', id, { plan_id: planId });
    const first = await world.call('GET', '/v1/invoices?limit=2', id);
    expect(first.body.data.map(({ status }: { status: string }) => status)).toEqual(['open', 'void']);
    expect(first.body.pagination.has_more).toBe(true);
    const second = await world.call('GET', `/v1/invoices?limit=2&cursor=${first.body.pagination.next_cursor}`, id);
    expect(second.body.data).toHaveLength(1);
    expect(second.body.data[0].lines[0].explanation).toContain('29.99 USD');
    expect(second.body.pagination).toEqual({ has_more: false, next_cursor: null });
    expect((await world.call('GET', '/v1/invoices?status=paid', id)).body.data).toEqual([]);
    expect((await world.call('GET', '/v1/invoices?from=2027-01-01T00:00:00Z', id)).body.data).toHaveLength(3);
    expect((await world.call('GET', '/v1/invoices?to=2027-01-01T00:00:00Z', id)).body.data).toHaveLength(0);
    for (const query of ['from=yesterday', 'status=lost', 'cursor=%00', 'limit=0', 'account_id=1']) {
      expect((await world.call('GET', `/v1/invoices?${query}`, id)).status).toBe(400);
    }
  });
});
