import { newId } from '@libs/persistence';
import { chargePayload, consume, dueWithCard } from '../testing/charge';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { reconcile } from '../testing/reconcile';
import { moneyOf, refund } from '../testing/refund';
import { callMethods, saveCard } from '../testing/save-card';
import { SendRefund } from '../refunds/use-cases/send-refund';
import { EraseAccounts } from './use-cases/erase-accounts';

let world: PaymentWorld;
beforeEach(async () => {
  world = await paymentWorld();
});
afterEach(() => world.close());

const erased = (accountId: string) => consume(world, { account_id: accountId }, 'account_erased');
const run = () => world.get(EraseAccounts).run();
const listed = async (accountId: string) => (await callMethods(world, 'GET', '', { as: accountId })).body.data;
const rowsOf = (accountId: string) =>
  world.database.query(
    `SELECT status, is_default, brand, last4, exp_year, customer_reference, method_reference FROM payment_method
     WHERE account_id = $1`,
    [accountId],
  );
const GONE = {
  status: 'deleted',
  is_default: false,
  brand: null,
  last4: null,
  exp_year: null,
  customer_reference: null,
  method_reference: null,
};
const accountRow = async (accountId: string) =>
  (
    await world.database.query(`SELECT customer_reference, erasure FROM payment_account WHERE account_id = $1`, [
      accountId,
    ])
  )[0];

it('forgets the cards of an erased account and its customer at the gateway, once, however often it is told', async () => {
  const accountId = newId();
  await saveCard(world, accountId);
  await saveCard(world, accountId, { card_number: '5555555555554444' });
  await callMethods(world, 'DELETE', `/${(await saveCard(world, accountId)).body.data.id}`, { as: accountId });
  const forget = jest.spyOn(world.gateway, 'forgetCustomer');
  for (let time = 0; time < 2; time++) expect(await erased(accountId)).toEqual({ kind: 'done' });
  expect([await run(), await run()]).toEqual([1, 0]);
  expect(await erased(accountId)).toEqual({ kind: 'done' });
  expect(await run()).toBe(0);
  expect(forget.mock.calls).toEqual([[`mock_cus_${accountId}`]]);
  expect(await listed(accountId)).toEqual([]);
  expect(await rowsOf(accountId)).toEqual([GONE, GONE, GONE]);
  expect(await accountRow(accountId)).toEqual({ customer_reference: null, erasure: 'done' });
});

it('goes on when the gateway is back', async () => {
  const accountId = newId();
  await saveCard(world, accountId);
  await erased(accountId);
  world.gateway.breakNext('refuse_connection', 1, 'forget');
  expect([await run(), await accountRow(accountId)]).toEqual([0, expect.objectContaining({ erasure: 'asked' })]);
  expect([await run(), await rowsOf(accountId)]).toEqual([1, [GONE]]);
});

it('waits for a card on its way to the gateway', async () => {
  const accountId = newId();
  await saveCard(world, accountId);
  const pending = `UPDATE payment_method SET status = $2, is_default = false WHERE account_id = $1`;
  await world.database.query(pending, [accountId, 'pending']);
  await erased(accountId);
  expect(await run()).toBe(0);
  await world.database.query(pending, [accountId, 'abandoned']);
  expect(await run()).toBe(1);
});

it('has nothing to do for an account that saved no card, and touches no other', async () => {
  const other = newId();
  await saveCard(world, other);
  expect(await erased(newId())).toEqual({ kind: 'done' });
  expect([await run(), (await listed(other)).constructor]).toEqual([0, Array]);
  expect(await rowsOf(other)).toMatchObject([{ status: 'active', last4: '4242' }]);
});

it.each([{}, { account_id: 7 }, { account_id: 'somebody' }])(
  'refuses a message that names no account: %j',
  async (payload) => {
    expect(await consume(world, payload, 'account_erased')).toMatchObject({ kind: 'retry' });
  },
);

it('books what comes afterwards: a refund goes back, and the books agree', async () => {
  const { request } = await dueWithCard(world);
  expect(await consume(world, chargePayload(request))).toEqual({ kind: 'done' });
  const [payment] = await world.database.query<{ id: string; card_last4: string }>(
    `SELECT id, card_last4 FROM payment WHERE invoice_id = $1`,
    [request.invoiceId],
  );
  await erased(request.accountId);
  await run();
  const { refundId, status } = await refund(world, payment!.id);
  expect(status).toBe(202);
  await world.get(SendRefund).execute(refundId);
  expect(await moneyOf(world, payment!.id)).toMatchObject({ status: 'refunded', returned_minor: '2999' });
  expect(payment!.card_last4).toBe('4242');
  const { body } = await reconcile(world);
  expect(body.data).toMatchObject({ status: 'finished', mismatches: 0 });
});
