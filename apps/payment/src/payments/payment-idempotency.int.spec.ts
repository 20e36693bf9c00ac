import { metrics } from '@libs/observability';
import type { ChargeRequest, PaymentGateway } from '../gateways/gateway';
import type { MockGateway } from '../gateways/mock/mock.gateway';
import { pay, type Answered } from '../testing/pay';
import { chargingBy, paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { SettleUnknownOutcomes } from './use-cases/settle-unknown-outcomes';

/** Lets a test see how often the gateway was asked to charge, and make charges slow. */
let charges: string[] = [];
let slowMs = 0;
/** What happens between the gateway's yes and our hearing it. */
let meanwhile: (charge: ChargeRequest) => Promise<unknown> = async () => undefined;
const watched = (mock: MockGateway): PaymentGateway =>
  chargingBy(mock, async (request) => {
    charges.push(request.idempotencyKey);
    await new Promise((resolve) => setTimeout(resolve, slowMs));
    const outcome = await mock.charge(request);
    await meanwhile(request);
    return outcome;
  });

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld(watched);
});
afterAll(async () => world?.close());
beforeEach(() => {
  charges = [];
  slowMs = 0;
  meanwhile = async () => undefined;
});

it('answers byte for byte again, and says so', async () => {
  const request = await world.due();
  const first = await pay(world, request, {}, { key: 'again' });
  const second = await pay(world, request, {}, { key: 'again' });
  expect(first).toMatchObject({ status: 200, isReplayed: false });
  expect(second).toMatchObject({ status: 200, isReplayed: true, text: first.text });
  expect(charges).toHaveLength(1);
});

it.each([
  ['a declined card', { card_number: '4000000000000002' }, 402],
  ['an amount that is not due', { amount: 1 }, 422],
  ['a malformed body', { amount: 'x' }, 400],
  ['a card number with a wrong digit', { card_number: '4242424242424241' }, 400],
])('answers alike for %s', async (name, fields, status) => {
  const request = await world.due();
  const first = await pay(world, request, fields, { key: name });
  const second = await pay(world, request, fields, { key: name });
  expect(first).toMatchObject({ status, isReplayed: false });
  expect(second).toMatchObject({ status, isReplayed: true, text: first.text });
});

it('refuses a key with another body, also when the other body could be paid', async () => {
  const [request, other] = [await world.due(), await world.due()];
  await pay(world, request, {}, { key: 'reused' });
  const otherCard = await pay(world, request, { card_cvv: '999' }, { key: 'reused' });
  const otherInvoice = await pay(world, { ...other, accountId: request.accountId }, {}, { key: 'reused' });
  expect([otherCard.status, otherCard.body.details.code]).toEqual([422, 'idempotency_key_reused']);
  expect([otherInvoice.status, otherInvoice.body.details.code]).toEqual([422, 'idempotency_key_reused']);
  expect(charges).toHaveLength(1);
});

it('refuses a key that pays two invoices of one account, and leaves the second unpaid', async () => {
  const request = await world.due();
  const other = await world.due({ accountId: request.accountId });
  const answers = await Promise.all([
    pay(world, request, {}, { key: 'two at once' }),
    pay(world, other, {}, { key: 'two at once' }),
  ]);
  expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
  expect(charges).toHaveLength(1);
  const rows = await world.database.query(`SELECT id FROM payment WHERE account_id = $1`, [request.accountId]);
  expect(rows).toHaveLength(1);
});

it('belongs to one caller: the same key of another makes another payment', async () => {
  const [one, two] = [await world.due(), await world.due()];
  expect((await pay(world, one, {}, { key: 'shared' })).status).toBe(200);
  expect(await pay(world, two, {}, { key: 'shared' })).toMatchObject({ status: 200, isReplayed: false });
});

it('charges once for 50 clients with one key, and every success names one transaction', async () => {
  const request = await world.due();
  slowMs = 50;
  const together = await Promise.all(Array.from({ length: 50 }, () => pay(world, request, {}, { key: 'fifty' })));
  const later = await pay(world, request, {}, { key: 'fifty' });
  const successes = [...together, later].filter(({ status }) => status < 300);
  expect(successes.length).toBeGreaterThanOrEqual(2);
  expect(new Set(successes.map(({ body }) => body.data.transaction_id)).size).toBe(1);
  for (const { body } of together.filter(({ status }) => status >= 300)) {
    expect(body.details.code).toBe('idempotency_in_progress');
  }
  expect(charges).toHaveLength(1);
});

it('tells a retry after a crash what became of the payment, once that is known', async () => {
  const request = await world.due();
  // As a process leaves it that dies after the gateway's yes: intent and claim are on disk, no outcome, no answer.
  const named = world.database.named.bind(world.database);
  const dying = jest.spyOn(world.database, 'named').mockImplementation(async (name, text, params) => {
    if (name === 'payment_settle') throw new Error('the process is dead');
    return named(name, text, params);
  });
  expect((await pay(world, request, {}, { key: 'crash' })).status).toBe(202);
  dying.mockRestore();

  const running = await pay(world, request, {}, { key: 'crash' });
  expect([running.status, running.body.details.code]).toEqual([409, 'idempotency_in_progress']);
  world.clock.forward(5);
  const abandoned = await pay(world, request, {}, { key: 'crash' });
  expect(abandoned).toMatchObject({ status: 202, isReplayed: true, body: { data: { status: 'processing' } } });

  await world.get(SettleUnknownOutcomes).execute();
  const settled = await pay(world, request, {}, { key: 'crash' });
  expect(settled).toMatchObject({ status: 200, isReplayed: true, body: { data: { status: 'success' } } });
  expect(settled.body.data.transaction_id).toBe(abandoned.body.data.transaction_id);
  expect((await pay(world, request, {}, { key: 'crash' })).text).toBe(settled.text);
  expect(charges).toHaveLength(1);
});

it('answers both alike when a repeat hears of the outcome before the first does', async () => {
  const request = await world.due();
  const repeats: Promise<Answered>[] = [];
  meanwhile = async ({ paymentId }) => {
    await world.database.query(`UPDATE payment SET status = 'success' WHERE id = $1`, [paymentId]);
    repeats.push(pay(world, request, {}, { key: 'overtaken' }));
    await Promise.all(repeats);
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const first = await pay(world, request, {}, { key: 'overtaken' });
  expect(repeats).toHaveLength(1);
  expect((await repeats[0])?.status).toBe(200);
  expect(first.text).toBe((await repeats[0])?.text);
  expect((await pay(world, request, {}, { key: 'overtaken' })).text).toBe(first.text);
});

it('names the gateway’s reference of a decline that it heard of otherwise', async () => {
  const request = await world.due();
  meanwhile = async ({ paymentId }) => {
    const told = `UPDATE payment SET status = 'failed', failure_code = 'card_declined', gateway_reference = 'pi_1' WHERE id = $1`;
    await world.database.query(told, [paymentId]);
  };
  const { status, body } = await pay(world, request, { card_number: '4000000000000002' });
  expect([status, body.data.gateway_reference]).toEqual([402, 'pi_1']);
});

it('keeps no answer of a try that never left: the same key may be tried again', async () => {
  const request = await world.due();
  let repeat: Answered | undefined;
  // As a repeat sees it that read the claim just before the failed try gave it back.
  meanwhile = async ({ paymentId }) => {
    const never = `UPDATE payment SET status = 'failed', failure_code = 'gateway_unavailable' WHERE id = $1`;
    await world.database.query(never, [paymentId]);
    repeat = await pay(world, request, {}, { key: 'never left' });
    await world.database.query(`UPDATE payment SET status = 'processing', failure_code = NULL WHERE id = $1`, [
      paymentId,
    ]);
  };
  expect((await pay(world, request, {}, { key: 'never left' })).status).toBe(200);
  expect([repeat?.status, repeat?.body.details.code]).toEqual([409, 'idempotency_in_progress']);
  expect((await pay(world, request, {}, { key: 'never left' })).status).toBe(200);
});

it('keeps the first of the refusals that race for a key, and all are told it', async () => {
  const request = await world.due();
  const wrong = () => pay(world, request, { amount: 1 }, { key: 'refusals' });
  const answers = await Promise.all(Array.from({ length: 20 }, wrong));
  expect(answers.every(({ status }) => status === 422)).toBe(true);
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
});

it('may be used again after a day', async () => {
  const first = await world.due();
  const sameCaller = { as: first.accountId, key: 'old' };
  const other = await world.due({ accountId: first.accountId });
  await pay(world, first, {}, sameCaller);
  await world.database.query(`UPDATE idempotency_key SET created_at = now() - interval '25 hours' WHERE key = 'old'`);
  const blocked = await pay(world, other, {}, sameCaller);
  expect(blocked.body.details.code).toBe('idempotency_in_progress');
  expect((await pay(world, other, {}, sameCaller)).status).toBe(200);
});

it.each([
  ['card_declined', { card_number: '4000000000000002' }],
  ['amount_mismatch', { amount: 1 }],
])('counts a refusal as one, with a key and replayed: %s', async (code, fields) => {
  const counted = async () => {
    const { values } = await metrics.apiErrors.get();
    return values.filter(({ labels }) => labels['code'] === code).reduce((sum, { value }) => sum + value, 0);
  };
  const before = await counted();
  const request = await world.due();
  await pay(world, request, fields);
  for (let again = 0; again < 2; again += 1) await pay(world, request, fields, { key: `counted-${code}` });
  expect((await counted()) - before).toBe(3);
});
