import { sendEvent } from '../testing/gateway-event';
import { newId } from '@libs/persistence';
import { TidyMethods } from '../payment-methods/use-cases/tidy-methods';
import { dueWithCard } from '../testing/charge';
import { CARD, pay } from '../testing/pay';
import { chargingBy, paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { callMethods, saveCard } from '../testing/save-card';
import { SettleUnknownOutcomes } from './use-cases/settle-unknown-outcomes';

const NO_CARD = Object.fromEntries(Object.keys(CARD).map((field) => [field, undefined]));

let world: PaymentWorld;
let onCharge: (() => void) | undefined;
let offSession: (boolean | undefined)[] = [];
beforeAll(async () => {
  world = await paymentWorld((mock) =>
    chargingBy(mock, (request) => {
      offSession.push(request.offSession);
      onCharge?.();
      return mock.charge(request);
    }),
  );
});
beforeEach(() => {
  onCharge = undefined;
  offSession = [];
});
afterAll(async () => world.close());

const bySaved = (methodId: string, more: object = {}) => ({ ...NO_CARD, payment_method_id: methodId, ...more });
const methodsOf = async (accountId: string) => {
  const { body } = await callMethods(world, 'GET', '', { as: accountId });
  return body.data as unknown as { id: string; last4: string; is_default: boolean }[];
};

describe('a saved card', () => {
  it('pays, with its holder there', async () => {
    const { request, methodId } = await dueWithCard(world);
    await world.due(request);
    const { status, body } = await pay(world, request, bySaved(methodId));
    expect([status, body.data.status]).toEqual([200, 'success']);
    expect(offSession).toEqual([false]);
    const [row] = await world.database.query(
      `SELECT payment_method_id, card_last4 FROM payment WHERE invoice_id = $1`,
      [request.invoiceId],
    );
    expect(row).toEqual({ payment_method_id: methodId, card_last4: '4242' });
  });

  it('is declined with 402 when its bank says no', async () => {
    const { request, methodId } = await dueWithCard(world, { card_number: '4000000000000341' });
    await world.due(request);
    const { status, body } = await pay(world, request, bySaved(methodId));
    expect([status, body.details.code]).toEqual([402, 'card_declined']);
  });

  it.each(['another’s', 'a deleted one', 'one that never was'])('is not found: %s', async (which) => {
    const { request, methodId } = await dueWithCard(world);
    await world.due(request);
    if (which === 'a deleted one') await callMethods(world, 'DELETE', `/${methodId}`, { as: request.accountId });
    const others = (await saveCard(world)).body.data.id;
    const named = { 'another’s': others, 'a deleted one': methodId }[which] ?? newId();
    const { status, body } = await pay(world, request, bySaved(named));
    expect([status, body.details.code]).toEqual([404, 'not_found']);
  });

  it('pays its own account’s bills only, also for staff', async () => {
    const request = await world.due();
    const others = (await saveCard(world)).body.data.id;
    const answer = await world.app.inject({
      method: 'POST',
      url: '/v1/payments/process',
      payload: { invoice_id: request.invoiceId, amount: 29.99, currency: 'USD', payment_method_id: others },
    });
    expect(answer.statusCode).toBe(404);
  });

  it('is not taken beside a card or a token', async () => {
    const { request, methodId } = await dueWithCard(world);
    await world.due(request);
    for (const more of [CARD, { payment_token: 'pm_card_visa' }]) {
      const { status, body } = await pay(world, request, bySaved(methodId, more));
      expect([status, body.details.code]).toEqual([400, 'payment_source_required']);
    }
  });
});

describe('save_card', () => {
  it('keeps the card that paid, tells of it, and charges once', async () => {
    const request = await world.due();
    const { status, body } = await pay(world, request, { save_card: true });
    expect(status).toBe(200);
    const [method] = await methodsOf(request.accountId);
    expect(method).toMatchObject({ last4: '4242', is_default: true });
    expect(world.told.filter((event) => event.account_id === request.accountId)).toMatchObject([
      { default_payment_method: method?.id, is_new: true },
    ]);
    const charges = world.gateway.journal.filter(({ paymentId }) => paymentId === body.data.transaction_id);
    expect(charges).toHaveLength(1);
    const next = await world.due({ accountId: request.accountId });
    expect((await pay(world, next, bySaved(method!.id))).status).toBe(200);
  });

  it.each(['4000000000000002', '4000000000000341'])('keeps none that was declined: %s', async (card_number) => {
    const request = await world.due();
    const { status, body } = await pay(world, request, { card_number, save_card: true });
    expect([status, body.details.code]).toEqual([402, 'card_declined']);
    expect(await methodsOf(request.accountId)).toEqual([]);
    await world.get(TidyMethods).forgetLeft();
    const left = await world.database.query(
      `SELECT 1 FROM payment_method WHERE account_id = $1 AND method_reference IS NOT NULL AND NOT is_forgotten`,
      [request.accountId],
    );
    expect(left).toEqual([]);
  });

  it('charges nothing when the card could not be saved, and the same key may try again', async () => {
    const request = await world.due();
    world.gateway.breakNext('refuse_connection', 2, 'save');
    expect((await pay(world, request, { save_card: true }, { key: 'saving' })).status).toBe(503);
    expect(offSession).toEqual([]);
    expect((await pay(world, request, { save_card: true }, { key: 'saving' })).status).toBe(200);
    expect(await methodsOf(request.accountId)).toHaveLength(1);
  });

  it('leaves a card whose charge is not known to the worker, which keeps it when the money was taken', async () => {
    const request = await world.due();
    world.gateway.breakNext('lose_answer');
    expect((await pay(world, request, { save_card: true })).status).toBe(202);
    expect(await methodsOf(request.accountId)).toEqual([]);
    world.clock.forward(60);
    await world.get(TidyMethods).settleLeft();
    expect(await methodsOf(request.accountId)).toEqual([]);
    await world.get(SettleUnknownOutcomes).execute();
    await world.get(TidyMethods).settleLeft();
    expect(await methodsOf(request.accountId)).toHaveLength(1);
  });

  it('keeps a card at the worker’s next round after the gateway’s event told that the money came', async () => {
    const request = await world.due();
    const { status, body } = await pay(world, request, { card_number: '4000000000000077', save_card: true });
    expect(status).toBe(202);
    await world.get(TidyMethods).settleLeft();
    expect(await methodsOf(request.accountId)).toEqual([]);
    const { gateway_reference, transaction_id: payment_id } = body.data;
    const facts = { gateway_reference, payment_id, amount_minor: '2999', currency: 'USD' };
    await sendEvent(world, { id: 'evt_saved_card', type: 'charge.succeeded', ...facts });
    await world.get(TidyMethods).settleLeft();
    expect(await methodsOf(request.accountId)).toHaveLength(1);
  });

  it('leaves nothing of a process that died before the charge', async () => {
    const request = await world.due();
    // The charge never comes to an end, nor does anything after it.
    onCharge = () => {
      throw new TypeError('the process is gone');
    };
    await pay(world, request, { save_card: true });
    onCharge = undefined;
    world.clock.forward(60);
    await world.get(SettleUnknownOutcomes).execute();
    await world.get(TidyMethods).settleLeft();
    expect(await methodsOf(request.accountId)).toEqual([]);
  });
});

it('makes a card the default that is added after the present one was declined', async () => {
  const { request } = await dueWithCard(world, { card_number: '4000000000000341' });
  const [failing] = await methodsOf(request.accountId);
  await world.due(request);
  await pay(world, request, bySaved(failing!.id));
  const added = (await saveCard(world, request.accountId)).body.data;
  expect(added.is_default).toBe(true);
  expect(world.told.at(-1)).toMatchObject({ default_payment_method: added.id, is_new: true });
  const another = (await saveCard(world, request.accountId)).body.data;
  expect(another.is_default).toBe(false);
});

describe('somebody looks at a payment whose outcome is not known', () => {
  const look = async (id: string, accountId: string) => {
    const headers = { 'x-test-account': accountId };
    const answer = await world.app.inject({ method: 'GET', url: `/v1/payments/${id}`, headers });
    return answer.json<{ data: { status: string } }>().data.status;
  };

  it('asks the gateway, but not before it is old enough', async () => {
    const request = await world.due();
    world.gateway.breakNext('lose_answer');
    const id = (await pay(world, request)).body.data.transaction_id;
    expect(await look(id, request.accountId)).toBe('processing');
    world.clock.forward(5);
    expect(await look(id, request.accountId)).toBe('success');
  });

  it('takes no silence for an answer: what was never charged is for the worker to tell', async () => {
    const request = await world.due();
    world.gateway.breakNext('lose_request');
    const id = (await pay(world, request)).body.data.transaction_id;
    world.clock.forward(5);
    expect(await look(id, request.accountId)).toBe('processing');
  });
});
