import type { ChargeOutcome, ChargeRequest, PaymentGateway } from '../gateways/gateway';
import type { MockGateway } from '../gateways/mock/mock.gateway';
import { pay } from '../testing/pay';
import { chargingBy, paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { AcceptPaymentRequest } from './use-cases/accept-payment-request';
import { SettleUnknownOutcomes } from './use-cases/settle-unknown-outcomes';

type Charge = (mock: MockGateway, request: ChargeRequest) => Promise<ChargeOutcome>;

/** What the next charge does instead. */
let charge: Charge | undefined;
const scripted = (mock: MockGateway): PaymentGateway =>
  chargingBy(mock, (request) => {
    const script = charge;
    charge = undefined;
    return script ? script(mock, request) : mock.charge(request);
  });

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld(scripted);
});
afterAll(async () => world?.close());

const never = () => new Promise<never>(() => undefined);
const charged = (paymentId: string) => world.gateway.journal.filter((movement) => movement.paymentId === paymentId);
const stored = async (id: string) => {
  const [row] = await world.database.query<{
    status: string;
    failure_code: string | null;
    flag: string | null;
    next_check_at: Date | null;
  }>(`SELECT status, failure_code, flag, next_check_at FROM payment WHERE id = $1`, [id]);
  return row;
};
const requestStatus = async (invoiceId: string) => {
  const [row] = await world.database.query<{ status: string }>(
    `SELECT status FROM payment_request WHERE invoice_id = $1`,
    [invoiceId],
  );
  return row?.status;
};

it('an answer that is lost after the money was taken: 202, then settled, charged once', async () => {
  const request = await world.due();
  const answer = await pay(world, request, { card_number: '4000000000000036' });
  const id = answer.body.data.transaction_id;
  expect([answer.status, answer.body.data.status]).toEqual([202, 'processing']);
  expect((await pay(world, request)).body.details.code).toBe('payment_in_progress');
  world.clock.forward(6);
  await world.get(SettleUnknownOutcomes).execute();
  expect(await stored(id)).toMatchObject({ status: 'success', next_check_at: null });
  expect(await requestStatus(request.invoiceId)).toBe('paid');
  expect(charged(id)).toHaveLength(1);
  const told = await world.database.query(
    `SELECT 1 FROM outbox_message WHERE envelope->'payload'->>'payment_id' = $1`,
    [id],
  );
  expect(told).toHaveLength(1);
});

it('a process that dies between the gateway’s yes and our write: a worker settles it, charged once', async () => {
  const request = await world.due();
  charge = async (mock, charging) => {
    await mock.charge(charging);
    return never();
  };
  const answer = await pay(world, request);
  const id = answer.body.data.transaction_id;
  // As the dead process left it: the intent alone, with the key that was written before the call.
  await world.database.query(
    `UPDATE payment SET next_check_at = started_at + interval '2600 milliseconds', gateway_reference = NULL WHERE id = $1`,
    [id],
  );
  const settle = world.get(SettleUnknownOutcomes);
  expect(await settle.execute()).toBe(0);
  world.clock.forward(4);
  expect(await Promise.all([settle.execute(), settle.execute()])).toEqual(expect.arrayContaining([0, 1]));
  expect(await stored(id)).toMatchObject({ status: 'success' });
  expect(charged(id)).toHaveLength(1);
});

it('a request that never arrived: fenced, failed, and the invoice may be paid again', async () => {
  const request = await world.due();
  world.gateway.breakNext('lose_request');
  let late: ChargeRequest | undefined;
  charge = (mock, charging) => mock.charge((late = charging));
  const answer = await pay(world, request);
  const id = answer.body.data.transaction_id;
  world.clock.forward(6);
  await world.get(SettleUnknownOutcomes).execute();
  expect(await stored(id)).toMatchObject({ status: 'failed', failure_code: 'gateway_no_record' });
  await expect(world.gateway.charge(late as ChargeRequest)).rejects.toThrow('key_used_otherwise');
  expect(charged(id)).toHaveLength(0);
  expect((await pay(world, request)).status).toBe(200);
});

it('a charge that hangs is given up within the time-out, and settled by its late success', async () => {
  const request = await world.due();
  let letGo: () => void = () => undefined;
  const hanging = new Promise<void>((resolve) => (letGo = resolve));
  let charged: Promise<unknown> = Promise.resolve();
  charge = (mock, charging) => {
    const outcome = hanging.then(() => mock.charge(charging));
    charged = outcome;
    return outcome;
  };
  const answer = await pay(world, request);
  expect(answer.status).toBe(202);
  letGo();
  await charged;
  world.clock.forward(6);
  await world.get(SettleUnknownOutcomes).execute();
  expect(await stored(answer.body.data.transaction_id)).toMatchObject({ status: 'success' });
});

it('another amount than is due does not count: 202, flagged, not told', async () => {
  const request = await world.due();
  charge = async (mock, charging) => ({ ...(await mock.charge(charging)), amountMinor: 2998n }) as ChargeOutcome;
  const answer = await pay(world, request);
  const id = answer.body.data.transaction_id;
  expect([answer.status, answer.body.data.status]).toEqual([202, 'processing']);
  expect(await stored(id)).toMatchObject({ status: 'processing', flag: 'amount_differs' });
  expect(await requestStatus(request.invoiceId)).toBe('due');
  expect((await pay(world, request)).body.details.code).toBe('payment_in_progress');
});

it('a card that the gateway is still working on: asked again, then success', async () => {
  const request = await world.due();
  const answer = await pay(world, request, { card_number: '4000000000000077' });
  const id = answer.body.data.transaction_id;
  expect(answer.status).toBe(202);
  expect(answer.body.data.gateway_reference).toMatch(/^mock_/);
  world.clock.forward(10);
  await world.get(SettleUnknownOutcomes).execute();
  expect(await stored(id)).toMatchObject({ status: 'success' });
});

it('a void that comes while the money is on its way: the payment decides', async () => {
  const request = await world.due();
  const answer = await pay(world, request, { card_number: '4000000000000036' });
  await world.get(AcceptPaymentRequest).accept({ ...request, status: 'void', version: 2 });
  world.clock.forward(6);
  await world.get(SettleUnknownOutcomes).execute();
  expect(await stored(answer.body.data.transaction_id)).toMatchObject({ status: 'success' });
  expect(await requestStatus(request.invoiceId)).toBe('paid');
});

it('a gateway that cannot tell is asked again within the minute', async () => {
  const request = await world.due();
  const answer = await pay(world, request, { card_number: '4000000000000036' });
  const trouble = jest.spyOn(world.gateway, 'findCharge').mockRejectedValue(new Error('away'));
  for (let round = 0; round < 4; round++) {
    world.clock.forward(60);
    expect(await world.get(SettleUnknownOutcomes).execute()).toBeGreaterThan(0);
  }
  trouble.mockRestore();
  world.clock.forward(60);
  await world.get(SettleUnknownOutcomes).execute();
  expect(await stored(answer.body.data.transaction_id)).toMatchObject({ status: 'success' });
});
