import { randomUUID } from 'node:crypto';
import { card, Customer } from '../support/customer';
import { gateway } from '../support/gateway';
import { kill, startAgain, until } from '../support/running-system';

const PLAN = 2;

async function holder(): Promise<Customer> {
  const customer = await Customer.registers();
  expect((await customer.api.post('/v1/payment-methods', card('4242424242424242'))).status).toBe(201);
  return customer;
}

const chargesOf = async (customer: Customer) =>
  (await gateway.movementsOf({ account_id: customer.accountId })).filter(({ kind }) => kind === 'charge').length;

const statusesOf = async (customer: Customer): Promise<string[]> =>
  (await customer.api.get('/v1/subscriptions/me')).data.map(({ status }: { status: string }) => status);

describe('a subscription that is charged while things break', () => {
  afterEach(() => gateway.heals());

  it('is made and charged once when the service is killed while the gateway is asked, and the client repeats', async () => {
    const customer = await holder();
    const headers = { 'idempotency-key': randomUUID() };
    const subscribe = () => customer.api.post('/v1/subscriptions', { plan_id: PLAN }, headers);
    // Both who may charge it, the waiting request and the message of its issue, are made to wait.
    await gateway.breaks({ operation: 'payment_intents.create', fault: 'delay', delay_ms: 3_000, count: 2 });
    const lost = subscribe().then(
      ({ status }) => status,
      () => 'no answer',
    );
    await until('the subscription is there', async () => (await statusesOf(customer)).length === 1);
    kill('subscription-service');
    expect(await lost).toBe('no answer');
    await startAgain('subscription-service');
    const answer = await until(
      'the repeat is answered',
      async () => {
        const repeated = await subscribe();
        return repeated.code === 'idempotency_in_progress' ? undefined : repeated;
      },
      30_000,
    );
    expect([answer.status, answer.data.status]).toEqual([201, 'active']);
    expect((await subscribe()).text).toBe(answer.text);
    expect([await chargesOf(customer), await statusesOf(customer)]).toEqual([1, ['active']]);
  }, 120_000);

  it('becomes active without a repeat, too', async () => {
    const customer = await holder();
    const lost = customer.subscribes(PLAN).catch(() => undefined);
    await until('the subscription is there', async () => (await statusesOf(customer)).length === 1);
    kill('subscription-service');
    await lost;
    await startAgain('subscription-service');
    await until('it is active', async () => (await statusesOf(customer))[0] === 'active', 60_000);
    expect(await chargesOf(customer)).toBe(1);
  }, 120_000);

  it('is pending while the payment service is away, and active when that is back', async () => {
    const customer = await holder();
    kill('payment-service');
    kill('payment-worker');
    const { status, data } = await customer.subscribes(PLAN);
    expect([status, data.status, data.payment_required]).toEqual([201, 'pending', true]);
    await startAgain('payment-worker');
    await startAgain('payment-service');
    await customer.becomes('active', data.id, 60_000);
    expect(await chargesOf(customer)).toBe(1);
  }, 120_000);
});
