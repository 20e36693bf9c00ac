import { newId } from '@libs/persistence';
import { pay } from '../testing/pay';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());

async function list(query: string, as: string): Promise<{ status: number; ids: string[] }> {
  const answer = await world.app.inject({ url: `/v1/payments${query}`, headers: { 'x-test-account': as } });
  const data = answer.json<{ data?: { id: string }[] }>().data ?? [];
  return { status: answer.statusCode, ids: data.map(({ id }) => id) };
}

it('lists one’s own payments, newest first, by what is asked for', async () => {
  const accountId = newId();
  const paid = await world.due({ accountId });
  const refused = await world.due({ accountId });
  const others = await world.due();
  const success = (await pay(world, paid)).body.data.transaction_id;
  const failed = (await pay(world, refused, { card_number: '4000000000000002' })).body.data.transaction_id;
  await pay(world, others);
  const history = async (query: string) => (await list(`/history${query}`, accountId)).ids;
  expect(await history('')).toEqual([failed, success]);
  expect(await history('?status=failed')).toEqual([failed]);
  expect(await history(`?invoice_id=${paid.invoiceId}`)).toEqual([success]);
  expect(await history(`?subscription_id=${refused.subscriptionId}`)).toEqual([failed]);
  expect(await history(`?subscription_id=${refused.subscriptionId}&status=success`)).toEqual([]);
  expect(await history(`?invoice_id=${others.invoiceId}`)).toEqual([]);
  expect(await history(`?subscription_id=${others.subscriptionId}`)).toEqual([]);
  expect(await history(`?invoice_id=${newId()}`)).toEqual([]);
  expect((await list('/history?status=lost', accountId)).status).toBe(400);
  expect((await list(`/history?account_id=${others.accountId}`, accountId)).status).toBe(400);
});
