import { newId } from '@libs/persistence';
import { CARD } from '../testing/pay';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { callMethods, saveCard } from '../testing/save-card';
import { PaymentMethodsApi } from './payment-methods.api';
import { TidyMethods } from './use-cases/tidy-methods';

const OTHER_CARD = { card_number: '5555555555554444' };
const NOTHING = '00000000-0000-7000-8000-000000000000';

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world.close());

const methodsOf = async (accountId: string) => (await callMethods(world, 'GET', '', { as: accountId })).body;
const defaultOf = async (accountId: string) => {
  const { data } = (await methodsOf(accountId)) as unknown as { data: { id: string; is_default: boolean }[] };
  return data.filter((method) => method.is_default).map(({ id }) => id);
};
const messagesFor = (accountId: string) =>
  world.database.query<{ action: string; payload: { version: number; event_id: string; account_id: string } }>(
    `SELECT envelope->>'action' AS action, envelope->'payload' AS payload FROM outbox_message
     WHERE envelope->>'correlation_id' = $1 ORDER BY id`,
    [accountId],
  );

it('saves a card, keeps what people know it by, and makes the first one the default', async () => {
  const accountId = newId();
  const { status, body } = await saveCard(world, accountId);
  expect(status).toBe(201);
  expect(body.data).toEqual({
    id: expect.any(String),
    account_id: accountId,
    brand: 'visa',
    last4: '4242',
    exp_month: 12,
    exp_year: 2039,
    is_default: true,
    created_at: expect.any(String),
  });
  const one = await callMethods(world, 'GET', `/${body.data.id}`, { as: accountId });
  expect(one.body.data).toEqual(body.data);
});

it('keeps neither number nor security code, whatever was answered', async () => {
  await saveCard(world, newId(), { card_number: '4242 4242 4242 4242', card_cvv: '987' });
  await saveCard(world, newId(), { card_number: '4000000000000002', card_cvv: '987' });
  const tables = ['payment_method', 'payment_method_change', 'payment_account', 'outbox_message', 'idempotency_key'];
  for (const table of tables) {
    const rows = await world.database.query<{ text: string }>(`SELECT row_to_json(t)::text AS text FROM ${table} t`);
    expect(rows.map(({ text }) => text).join('\n')).not.toMatch(/4242 ?4242|4000000000000002|"987"/);
  }
});

it('tells before it answers, and tells the same by the outbox', async () => {
  const accountId = newId();
  const { body } = await saveCard(world, accountId);
  const told = world.told.filter((event) => event.account_id === accountId);
  expect(told).toMatchObject([
    { type: 'payment_method', default_payment_method: body.data.id, version: 1, is_new: true },
  ]);
  const messages = await messagesFor(accountId);
  expect(messages).toMatchObject([{ action: 'payment_method_changed', payload: { version: 1 } }]);
  const event = await world.get(PaymentMethodsApi).eventOf(messages[0]!.payload);
  expect(event).toEqual(told[0]);
});

it.each([
  ['4000000000000002', 'card_declined'],
  ['4000000000009995', 'insufficient_funds'],
  ['4000000000000069', 'expired_card'],
  ['4000000000000127', 'incorrect_cvc'],
  ['4000000000000119', 'processing_error'],
])('refuses %s with 402 %s, and nothing is saved', async (card_number, code) => {
  const accountId = newId();
  const { status, body } = await saveCard(world, accountId, { card_number });
  expect([status, body.details.code]).toEqual([402, code]);
  expect((await methodsOf(accountId)).data).toEqual([]);
  expect(await messagesFor(accountId)).toEqual([]);
});

it.each([
  [{ card_number: '4242424242424241' }, 400, 'invalid_card_number'],
  [{ card_expiry: '12/20' }, 400, 'invalid_card_expiry'],
  [{ payment_token: 'pm_card_visa' }, 400, 'payment_source_required'],
  [{ account_id: NOTHING }, 404, 'not_found'],
  [{ is_default: true }, 400, 'validation_failed'],
])('refuses %j with %i %s', async (fields, status, code) => {
  const answer = await saveCard(world, newId(), fields);
  expect([answer.status, answer.body.details.code]).toEqual([status, code]);
});

it('keeps the default when another is added, changes it when asked', async () => {
  const accountId = newId();
  const first = (await saveCard(world, accountId)).body.data.id;
  const second = (await saveCard(world, accountId, OTHER_CARD)).body.data.id;
  expect(await defaultOf(accountId)).toEqual([first]);
  const answer = await callMethods(world, 'POST', `/${second}/default`, { as: accountId });
  expect([answer.status, answer.body.data.is_default]).toEqual([200, true]);
  expect(await defaultOf(accountId)).toEqual([second]);
  const third = (await saveCard(world, accountId, { make_default: true })).body.data.id;
  expect(await defaultOf(accountId)).toEqual([third]);
  const versions = world.told.filter((event) => event.account_id === accountId);
  expect(versions.map(({ version, is_new: isNew }) => [version, isNew])).toEqual([
    [1, true],
    [2, false],
    [3, true],
    [4, true],
  ]);
});

it('gives the place of a default that is deleted to the newest one left', async () => {
  const accountId = newId();
  const ids: string[] = [];
  for (const fields of [{}, OTHER_CARD, {}]) ids.push((await saveCard(world, accountId, fields)).body.data.id);
  const remove = async (id: string) => (await callMethods(world, 'DELETE', `/${id}`, { as: accountId })).status;
  expect(await remove(ids[0]!)).toBe(204);
  expect(await defaultOf(accountId)).toEqual([ids[2]]);
  expect(await remove(ids[0]!)).toBe(404);
  expect(await remove(ids[2]!)).toBe(204);
  expect(await remove(ids[1]!)).toBe(204);
  expect(await defaultOf(accountId)).toEqual([]);
  expect(world.told.at(-1)).toMatchObject({ default_payment_method: null, is_new: false, version: 6 });
});

it('shows, changes and deletes nobody else’s', async () => {
  const id = (await saveCard(world)).body.data.id;
  const as = newId();
  const answers = [
    await callMethods(world, 'GET', `/${id}`, { as }),
    await callMethods(world, 'DELETE', `/${id}`, { as }),
    await callMethods(world, 'POST', `/${id}/default`, { as }),
    await callMethods(world, 'GET', `?account_id=${newId()}`, { as }),
    await callMethods(world, 'GET', '/not-a-uuid', { as }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  expect((await callMethods(world, 'GET', `/${id}`)).status).toBe(200);
});

it('gives one answer and one method for one key, and refuses it with another body', async () => {
  const accountId = newId();
  const first = await saveCard(world, accountId, {}, 'a-key');
  const again = await saveCard(world, accountId, {}, 'a-key');
  expect([again.status, again.text, again.isReplayed]).toEqual([201, first.text, true]);
  const other = await saveCard(world, accountId, OTHER_CARD, 'a-key');
  expect([other.status, other.body.details.code]).toEqual([422, 'idempotency_key_reused']);
  const declined = await saveCard(world, accountId, { card_number: '4000000000000002' }, 'b-key');
  const declinedAgain = await saveCard(world, accountId, { card_number: '4000000000000002' }, 'b-key');
  expect([declinedAgain.status, declinedAgain.text]).toEqual([402, declined.text]);
  expect((await methodsOf(accountId)).data).toHaveLength(1);
});

it('makes one method of 50 requests at once with one key', async () => {
  const accountId = newId();
  const answers = await Promise.all(Array.from({ length: 50 }, () => saveCard(world, accountId, {}, 'race')));
  const ids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.data.id));
  expect(ids.size).toBe(1);
  expect(answers.filter(({ status }) => status !== 201).every(({ status }) => status === 409)).toBe(true);
  expect((await methodsOf(accountId)).data).toHaveLength(1);
});

it('has exactly one default after 20 cards at once', async () => {
  const accountId = newId();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => saveCard(world, accountId, { make_default: i % 2 === 0 })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
  expect(await defaultOf(accountId)).toHaveLength(1);
  const versions = (await messagesFor(accountId)).map(({ payload }) => payload.version);
  expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

describe('when the gateway’s answer is lost', () => {
  it('repeats once by itself with the same key', async () => {
    const accountId = newId();
    world.gateway.breakNext('lose_answer', 1, 'save');
    expect((await saveCard(world, accountId)).status).toBe(201);
    expect((await methodsOf(accountId)).data).toHaveLength(1);
  });

  it('answers 503 when it stays away, and the same request goes on where it stopped', async () => {
    const accountId = newId();
    world.gateway.breakNext('refuse_connection', 2, 'save');
    const away = await saveCard(world, accountId, {}, 'away');
    expect([away.status, away.body.details.code]).toEqual([503, 'gateway_unavailable']);
    expect((await methodsOf(accountId)).data).toEqual([]);
    const back = await saveCard(world, accountId, {}, 'away');
    expect(back.status).toBe(201);
    const rows = await world.database.query(`SELECT id FROM payment_method WHERE account_id = $1`, [accountId]);
    expect(rows).toEqual([{ id: back.body.data.id }]);
  });
});

it('lets a worker end drafts of yesterday, and the gateway forget what is deleted', async () => {
  const accountId = newId();
  world.gateway.breakNext('refuse_connection', 2, 'save');
  await saveCard(world, accountId, {}, 'yesterday');
  const deleted = (await saveCard(world, accountId)).body.data.id;
  await callMethods(world, 'DELETE', `/${deleted}`, { as: accountId });
  const tidy = world.get(TidyMethods);
  expect(await tidy.settleLeft()).toBe(0);
  world.clock.forward(86_500);
  expect(await tidy.settleLeft()).toBe(1);
  while ((await tidy.forgetLeft()) > 0);
  const rows = await world.database.query(
    `SELECT status, is_forgotten FROM payment_method WHERE account_id = $1 ORDER BY id`,
    [accountId],
  );
  expect(rows).toEqual([
    { status: 'abandoned', is_forgotten: false },
    { status: 'deleted', is_forgotten: true },
  ]);
});

it('staff, who have no card of their own, say whose it is', async () => {
  const post = (payload: object) => world.app.inject({ method: 'POST', url: '/v1/payment-methods', payload });
  const unnamed = await post(CARD);
  expect(unnamed.statusCode).toBe(400);
  expect(unnamed.json().details.fields).toMatchObject([{ field: 'account_id', code: 'required' }]);
  const accountId = newId();
  const saved = await post({ ...CARD, account_id: accountId });
  expect([saved.statusCode, saved.json().data.account_id]).toEqual([201, accountId]);
});
