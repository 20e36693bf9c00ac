import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { captured, moneyOf, refund, toldOf } from '../testing/refund';
import { RefundsApi } from './refunds.api';
import { SendRefund } from './use-cases/send-refund';
import { SettleUnknownRefunds } from './use-cases/settle-unknown-refunds';

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());

const send = (refundId: string) => world.get(SendRefund).execute(refundId);
const statusOf = async (refundId: string) => (await world.get(RefundsApi).find(refundId))?.status;
const given = (refundId: string) => world.gateway.journal.filter((movement) => movement.refundId === refundId);
/** The worker's look at all that is due by now. */
const look = async (seconds: number) => {
  world.clock.forward(seconds);
  return world.get(SettleUnknownRefunds).execute();
};

async function ordered(amount?: number) {
  const { paymentId } = await captured(world);
  const { refundId } = await refund(world, paymentId, amount === undefined ? {} : { amount });
  return { paymentId, refundId };
}

it('an answer that is lost after the money went: found, given back once', async () => {
  const { paymentId, refundId } = await ordered();
  world.gateway.breakNext('lose_answer', 1, 'refund');
  await send(refundId);
  expect(await statusOf(refundId)).toBe('processing');
  await look(3);
  expect(await statusOf(refundId)).toBe('success');
  expect(given(refundId)).toHaveLength(1);
  expect((await moneyOf(world, paymentId))?.status).toBe('refunded');
  expect(await toldOf(world, 'refund_id', refundId)).toHaveLength(1);
});

it('a request that is lost before the gateway saw it: sent again under the same key', async () => {
  const { refundId } = await ordered(10);
  world.gateway.breakNext('lose_request', 1, 'refund');
  await send(refundId);
  await look(3);
  expect(await statusOf(refundId)).toBe('success');
  expect(given(refundId)).toMatchObject([{ amountMinor: 1000n, idempotencyKey: `refund-${refundId}` }]);
});

it('a gateway that is away: asked again until it is there', async () => {
  const { refundId } = await ordered(10);
  world.gateway.breakNext('refuse_connection', 2, 'refund');
  await send(refundId);
  await look(6);
  expect(await statusOf(refundId)).toBe('processing');
  await look(31);
  expect(await statusOf(refundId)).toBe('success');
  expect(given(refundId)).toHaveLength(1);
});

it('a gateway that breaks over it for ever: given up after the key is burned, and what was set aside is free', async () => {
  const { paymentId, refundId } = await ordered();
  world.gateway.breakNext('lose_request', 6, 'refund');
  await send(refundId);
  for (let tries = 0; tries < 5; tries += 1) await look(31);
  expect(await statusOf(refundId)).toBe('failed');
  expect(given(refundId)).toEqual([]);
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'success', refunded_minor: '0' });
  // A late original would meet the burned key.
  const [found] = (await world.get(RefundsApi).of([paymentId])).get(paymentId) ?? [];
  const late = {
    refundId,
    paymentId,
    idempotencyKey: found?.gatewayKey ?? '',
    chargeReference: 'x',
    amountMinor: 2999n,
  };
  await expect(world.gateway.refund({ ...late, currency: 'USD' })).rejects.toMatchObject({
    trouble: 'key_used_otherwise',
  });
});

it('older than the gateway’s memory of keys: never sent again', async () => {
  const { refundId } = await ordered();
  world.gateway.breakNext('lose_request', 1, 'refund');
  await send(refundId);
  await look(21 * 3600);
  expect(await statusOf(refundId)).toBe('failed');
  expect(given(refundId)).toEqual([]);
});

it('a message that never came: a worker sends the refund all the same', async () => {
  const { refundId } = await ordered();
  expect(await look(100)).toBe(0);
  expect(await look(301)).toBeGreaterThan(0);
  expect(await statusOf(refundId)).toBe('success');
});

it('a process that died between its own write and the call: the worker makes it', async () => {
  const { refundId } = await ordered();
  await world.database.query(
    `UPDATE refund SET status = 'processing', started_at = $2, next_check_at = $2 WHERE id = $1`,
    [refundId, world.clock.now().toDate()],
  );
  await look(1);
  expect(await statusOf(refundId)).toBe('success');
  expect(given(refundId)).toHaveLength(1);
});

it('the gateway takes its time: asked after 5 s, a minute, five, an hour, then daily', async () => {
  const { refundId } = await ordered();
  world.gateway.endNextRefundAs('processing');
  await send(refundId);
  expect(await statusOf(refundId)).toBe('processing');
  const pauses = [];
  for (const seconds of [6, 61, 301, 3601]) {
    await look(seconds);
    const [row] = await world.database.query<{ next_check_at: Date }>(
      `SELECT next_check_at FROM refund WHERE id = $1`,
      [refundId],
    );
    pauses.push(Math.round(((row?.next_check_at.getTime() ?? 0) - world.clock.now().epochMilliseconds) / 1000));
  }
  expect(pauses).toEqual([60, 300, 3600, 86_400]);
  world.gateway.settleRefund(refundId);
  await look(86_401);
  expect(await statusOf(refundId)).toBe('success');
});
