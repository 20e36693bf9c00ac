import { Customer } from '../support/customer';
import { gateway } from '../support/gateway';
import { config, kill, startAgain, until, withRedis } from '../support/running-system';

async function customerWhoOwes() {
  const customer = await Customer.registers();
  const { data } = await customer.subscribes();
  return { customer, id: data.id as string, invoiceId: data.invoice_id as string };
}

const chargesOf = async (invoiceId: string) => (await gateway.movementsOf({ invoice_id: invoiceId })).length;

describe('when things break', () => {
  afterEach(() => gateway.heals());

  it('a payment service killed between the gateway’s yes and our write charges once and settles by itself', async () => {
    const { customer, id, invoiceId } = await customerWhoOwes();
    await gateway.breaks({ operation: 'payment_intents.create', fault: 'swallow_answer', count: 1 });
    const lost = customer.pays(id).then(
      ({ status }) => status,
      () => 'no answer',
    );
    await until('the gateway has taken the money', async () => (await chargesOf(invoiceId)) === 1);
    kill('payment-service');
    expect(await lost).toBe('no answer');
    await startAgain('payment-service');
    await customer.becomes('active', id, 60_000);
    expect(await chargesOf(invoiceId)).toBe(1);
    expect((await customer.pays(id)).code).toBe('nothing_to_pay');
  }, 120_000);

  it('a payment worker killed while results are on their way delivers them after its restart', async () => {
    const { customer, id } = await customerWhoOwes();
    kill('payment-worker');
    expect((await customer.pays(id)).status).toBe(200);
    kill('subscription-worker');
    await startAgain('payment-worker');
    await startAgain('subscription-worker');
    await customer.becomes('active', id, 60_000);
  }, 120_000);

  it('a payment whose processes all died is settled by the worker alone, which asks the gateway', async () => {
    const { customer, id, invoiceId } = await customerWhoOwes();
    await gateway.breaks({ operation: 'payment_intents.create', fault: 'swallow_answer', count: 2 });
    const lost = customer.pays(id).catch(() => undefined);
    await until('the gateway has taken the money', async () => (await chargesOf(invoiceId)) === 1);
    // The service cannot hear the gateway's webhook, and the worker loses whatever it was about to do.
    kill('payment-service');
    kill('payment-worker');
    await lost;
    await startAgain('payment-worker');
    await customer.becomes('active', id, 60_000);
    await startAgain('payment-service');
    expect(await chargesOf(invoiceId)).toBe(1);
  }, 120_000);

  it('a subscription service that is away gets the result when it is back', async () => {
    const { customer, id } = await customerWhoOwes();
    await until('the payment service knows what is due', async () => {
      const answer = await customer.pays(id, '4242424242424242', { amount: 1 });
      return answer.code === 'amount_mismatch';
    });
    kill('subscription-service');
    expect((await customer.pays(id)).status).toBe(200);
    await startAgain('subscription-service');
    await customer.becomes('active', id, 60_000);
  }, 120_000);

  it('a Redis wiped with messages in it loses no effect', async () => {
    const customers = await Promise.all(Array.from({ length: 5 }, customerWhoOwes));
    kill('payment-worker');
    for (const { customer, id } of customers) expect((await customer.pays(id)).status).toBe(200);
    const waiting = await withRedis(async (redis) => {
      const keys = await redis.keys(`${config.queues.keyPrefix}q:pay:subscription_update:*`);
      await redis.flushall();
      return keys.length;
    });
    expect(waiting).toBeGreaterThan(0);
    await startAgain('payment-worker');
    for (const { customer, id } of customers) await customer.becomes('active', id, 60_000);
  }, 120_000);

  it('a gateway that resets, fails or limits never charges twice', async () => {
    for (const fault of ['reset', 'error_500', 'error_429'] as const) {
      const { customer, id, invoiceId } = await customerWhoOwes();
      await gateway.breaks({ operation: 'payment_intents.create', fault, count: 2 });
      const answer = await customer.pays(id);
      expect([202, 503]).toContain(answer.status);
      await gateway.heals();
      await until(
        'a payment goes through',
        async () => {
          const next = await customer.pays(id);
          return next.status === 200 || next.code === 'nothing_to_pay';
        },
        60_000,
      );
      await customer.becomes('active', id, 60_000);
      expect(await chargesOf(invoiceId)).toBe(1);
    }
  }, 180_000);
});
