import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatedStripe } from './testing/simulated-stripe';
import { eventually, simulatorsOfTest } from './testing/simulators-of-test';

const start = simulatorsOfTest();

describe('what is kept', () => {
  it('a restart keeps objects, journal, keys and what is still to happen', async () => {
    const before = await start();
    const charged = await before.charge('pm_card_visa', 'key-1', '&metadata[payment_id]=pay_1');
    const slow = await before.charge('pm_card_bypassPending', 'key-2');
    expect(slow.body['status']).toBe('processing');
    await before.stop();

    const after = await start({ dataDirectory: before.directory });
    const read = await after.get(`/v1/payment_intents/${charged.body.id}`);
    expect(read.body).toEqual(charged.body);
    const again = await after.charge('pm_card_visa', 'key-1', '&metadata[payment_id]=pay_1');
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(charged.body);
    await eventually(async () => expect(await after.journal()).toHaveLength(2));
    expect(await after.journal()).toEqual([
      expect.objectContaining({ seq: 1, idempotency_key: 'key-1', metadata: { payment_id: 'pay_1' }, amount: 2999 }),
      expect.objectContaining({ seq: 2, idempotency_key: 'key-2', payment_intent: slow.body.id }),
    ]);
  });

  it('a torn last line is cut off, and what comes next is whole', async () => {
    const before = await start();
    await before.charge('pm_card_visa');
    await before.stop();
    await appendFile(join(before.directory, 'movements.jsonl'), '{"puts":[{"id":"pi_torn","object":"payment_in');

    const between = await start({ dataDirectory: before.directory });
    expect(await between.journal()).toHaveLength(1);
    await between.charge('pm_card_visa');
    await between.stop();
    const after = await start({ dataDirectory: before.directory });
    expect((await after.journal()).map((movement) => movement.seq)).toEqual([1, 2]);
  });

  it('a broken line in the middle is not taken for a crash', async () => {
    const before = await start();
    await before.charge('pm_card_visa');
    await before.charge('pm_card_visa');
    await before.stop();
    const path = join(before.directory, 'movements.jsonl');
    await writeFile(path, (await readFile(path, 'utf8')).replace('{', ''));
    await expect(SimulatedStripe.start({ dataDirectory: before.directory })).rejects.toThrow(SyntaxError);
  });

  it('two hundred charges at once are numbered without a gap, and all on disk when answered', async () => {
    const stripe = await start();
    await Promise.all(Array.from({ length: 200 }, (_, index) => stripe.charge('pm_card_visa', `key-${index}`)));
    const onDisk = (await readFile(join(stripe.directory, 'movements.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(onDisk.filter((line) => line.includes('"movements"'))).toHaveLength(200);
    const journal = await stripe.journal();
    expect(journal.map((movement) => movement.seq)).toEqual(journal.map((_, index) => index + 1));
    const page = await stripe.get('/__journal?after=150&limit=20');
    expect(page.body.data.map((movement) => movement['seq'])).toEqual(
      Array.from({ length: 20 }, (_, index) => 151 + index),
    );
    expect(page.body['has_more']).toBe(true);
  });
});

describe('idempotency keys', () => {
  it('other parameters are an idempotency error', async () => {
    const stripe = await start();
    await stripe.charge('pm_card_visa', 'key-1');
    const other = await stripe.charge('pm_card_visa', 'key-1', '&description=other');
    expect(other).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } });
    expect(await stripe.journal()).toHaveLength(1);
  });

  it('a refused parameter is not remembered, a decline is', async () => {
    const stripe = await start();
    expect((await stripe.charge('pm_nobody', 'key-1')).status).toBe(404);
    expect((await stripe.charge('pm_card_visa', 'key-1')).status).toBe(200);
    const declined = await stripe.charge('pm_card_chargeDeclined', 'key-2');
    expect(declined).toMatchObject({ status: 402, body: { error: { code: 'card_declined', type: 'card_error' } } });
    const again = await stripe.charge('pm_card_chargeDeclined', 'key-2');
    expect(again.body).toEqual(declined.body);
  });
});

describe('the door', () => {
  it.each([
    ['/v1/payment_intents', 'amount=0&currency=usd', 400, 'parameter_invalid_integer'],
    ['/v1/payment_intents', 'amount=1e3&currency=usd', 400, 'parameter_invalid_integer'],
    ['/v1/payment_intents', 'amount=100', 400, 'parameter_missing'],
    ['/v1/payment_intents', 'amount=100&currency=usd&amuont=1', 400, 'parameter_unknown'],
    ['/v1/payment_intents', 'amount=100&currency=usd&__proto__[x]=1', 400, 'parameter_unknown'],
    [
      '/v1/payment_methods',
      'type=card&card[number]=4242424242424241&card[exp_month]=1&card[exp_year]=2099',
      402,
      'incorrect_number',
    ],
    [
      '/v1/payment_methods',
      'type=card&card[number]=4242424242424242&card[exp_month]=1&card[exp_year]=2020',
      402,
      'expired_card',
    ],
    ['/v1/nothing', '', 404, undefined],
  ])('%s with %s is %s %s', async (path, form, status, code) => {
    const stripe = await start();
    const answer = await stripe.post(path, form);
    expect(answer.status).toBe(status);
    expect(answer.body.error['code']).toBe(code);
  });

  it('wants a key', async () => {
    const stripe = await start();
    const response = await fetch(`${stripe.url}/v1/balance`);
    expect(response.status).toBe(401);
  });

  it('lists newest first, in pages', async () => {
    const stripe = await start();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift((await stripe.charge('pm_card_visa')).body.id);
    const first = await stripe.get('/v1/payment_intents?limit=3');
    expect(first.body.data.map((intent) => intent['id'])).toEqual(ids.slice(0, 3));
    expect(first.body['has_more']).toBe(true);
    const rest = await stripe.get(`/v1/payment_intents?limit=3&starting_after=${ids[2]}`);
    expect(rest.body.data.map((intent) => intent['id'])).toEqual(ids.slice(3));
    expect(rest.body['has_more']).toBe(false);
    const future = await stripe.get(`/v1/payment_intents?created[gte]=${Math.floor(Date.now() / 1000) + 60}`);
    expect(future.body.data).toEqual([]);
  });
});

describe('faults', () => {
  it('strike as often as ordered, only the card they are aimed at, and can be taken back', async () => {
    const stripe = await start();
    await stripe.order({ operation: 'payment_intents.create', card: '5555555555554444', fault: 'error_500', count: 2 });
    expect((await stripe.charge('pm_card_visa')).status).toBe(200);
    expect((await stripe.charge('pm_card_mastercard')).status).toBe(500);
    expect((await stripe.get('/__faults')).body.data).toEqual([expect.objectContaining({ count: 1 })]);
    expect(JSON.stringify((await stripe.get('/__faults')).body)).not.toContain('5555555555554444');
    expect((await stripe.charge('pm_card_mastercard')).status).toBe(500);
    expect((await stripe.charge('pm_card_mastercard')).status).toBe(200);
    await stripe.order({ operation: '*', fault: 'error_429', count: 100 });
    await fetch(`${stripe.url}/__faults`, { method: 'DELETE' });
    expect((await stripe.charge('pm_card_visa')).status).toBe(200);
    expect(await stripe.journal()).toHaveLength(3);
  });

  it('a swallowed answer has its effect, a reset has none', async () => {
    const stripe = await start();
    await stripe.order({ operation: 'payment_intents.create', fault: 'reset' });
    await expect(stripe.charge('pm_card_visa', 'key-1')).rejects.toThrow();
    expect(await stripe.journal()).toEqual([]);
    await stripe.order({ operation: 'payment_intents.create', fault: 'swallow_answer' });
    const swallowed = stripe.charge('pm_card_visa', 'key-1').catch(() => 'no answer');
    await eventually(async () => expect(await stripe.journal()).toHaveLength(1));
    await stripe.stop();
    expect(await swallowed).toBe('no answer');
  });

  it.each([
    [{ operation: 'payment_intents.crate', fault: 'reset' }],
    [{ operation: '*', fault: 'explode' }],
    [{ operation: '*', fault: 'reset', count: 0 }],
    [{ operation: '*', fault: 'delay', delay_ms: -1 }],
    [{ operation: '*', fault: 'reset', card: 'mine' }],
  ])('a mistaken order is refused: %j', async (fault) => {
    const stripe = await start();
    expect((await stripe.order(fault)).status).toBe(400);
  });
});

describe('money going back', () => {
  it('refunds never exceed the charge, fifty at once', async () => {
    const stripe = await start();
    const { body } = await stripe.charge('pm_card_visa');
    const refunds = await Promise.all(
      Array.from({ length: 50 }, () => stripe.post('/v1/refunds', `payment_intent=${body.id}&amount=1000`)),
    );
    expect(refunds.filter((refund) => refund.status === 200)).toHaveLength(2);
    expect((await stripe.post('/v1/refunds', `payment_intent=${body.id}`)).body['amount']).toBe(999);
    const again = await stripe.post('/v1/refunds', `payment_intent=${body.id}`);
    expect(again.body.error['code']).toBe('charge_already_refunded');
    const journal = await stripe.journal();
    expect(journal.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['charge', 2999],
      ['refund', 1000],
      ['refund', 1000],
      ['refund', 999],
    ]);
  });

  it('4000000000000259 is disputed, and a won dispute brings the money back', async () => {
    const stripe = await start();
    await stripe.charge('pm_card_createDispute');
    await eventually(async () => expect((await stripe.get('/v1/disputes')).body.data).toHaveLength(1));
    const id = String((await stripe.get('/v1/disputes')).body.data[0]?.['id']);
    await stripe.post(`/v1/disputes/${id}`, 'evidence[uncategorized_text]=winning_evidence');
    expect((await stripe.journal()).map((movement) => movement.kind)).toEqual([
      'charge',
      'dispute',
      'dispute_reversal',
    ]);
    const balance = await stripe.get('/v1/balance_transactions');
    expect(balance.body.data.reduce((sum, item) => sum + Number(item['amount']), 0)).toBe(2999);
  });
});

describe('the card holder’s bank', () => {
  it('disputes what tests tell it to, less what went back, and decides once', async () => {
    const stripe = await start();
    const { body } = await stripe.charge('pm_card_visa');
    await stripe.post('/v1/refunds', `payment_intent=${body.id}&amount=999`);
    await stripe.openDispute(body.id);
    const [dispute] = (await stripe.get('/v1/disputes')).body.data;
    expect(dispute).toMatchObject({ amount: 2000, status: 'needs_response' });
    await expect(stripe.openDispute(body.id)).rejects.toThrow('400');
    await stripe.closeDispute(String(dispute?.['id']), 'won');
    await expect(stripe.closeDispute(String(dispute?.['id']), 'lost')).rejects.toThrow('400');
    expect((await stripe.post('/v1/refunds', `payment_intent=${body.id}`)).body['amount']).toBe(2000);
    const kinds = (await stripe.journal()).map((movement) => movement.kind);
    expect(kinds).toEqual(['charge', 'refund', 'dispute', 'dispute_reversal', 'refund']);
  });

  it('sends a refund back to us whose card is gone', async () => {
    const stripe = await start();
    const { body } = await stripe.charge('pm_card_refundFail');
    const refund = await stripe.post('/v1/refunds', `payment_intent=${body.id}`);
    expect(refund.body['status']).toBe('succeeded');
    await eventually(async () =>
      expect((await stripe.get(`/v1/refunds/${refund.body.id}`)).body['status']).toBe('failed'),
    );
    const balance = await stripe.get('/v1/balance_transactions');
    expect(balance.body.data.reduce((sum, item) => sum + Number(item['amount']), 0)).toBe(2999);
  });
});

describe('customers', () => {
  it('a card is saved, listed and charged; the one that fails later is saved too', async () => {
    const stripe = await start();
    const customer = (await stripe.post('/v1/customers', 'email=a@example.com')).body.id;
    const save = (card: string) =>
      stripe.post('/v1/setup_intents', `confirm=true&customer=${customer}&payment_method=${card}`);
    const methodOf = ({ body }: Awaited<ReturnType<typeof save>>) => String(body['payment_method']);
    const saved = methodOf(await save('pm_card_visa'));
    const methods = await stripe.get(`/v1/payment_methods?customer=${customer}`);
    expect(methods.body.data.map((method) => method['id'])).toEqual([saved]);
    expect((await stripe.charge(saved, undefined, `&customer=${customer}`)).body['status']).toBe('succeeded');
    const later = methodOf(await save('pm_card_chargeCustomerFail'));
    expect((await stripe.charge(later, undefined, `&customer=${customer}`)).status).toBe(402);
    expect((await stripe.charge(later)).status).toBe(400);
    expect((await save('pm_card_chargeDeclined')).status).toBe(402);
  });

  it('one that was deleted is nobody, and their cards are not to be used again', async () => {
    const stripe = await start();
    const customer = (await stripe.post('/v1/customers', 'email=a@example.com&name=Ada')).body.id;
    const form = `confirm=true&customer=${customer}&payment_method=pm_card_visa`;
    const saved = String((await stripe.post('/v1/setup_intents', form)).body['payment_method']);
    const deleted = await stripe.delete(`/v1/customers/${customer}`);
    expect(deleted).toMatchObject({ status: 200, body: { id: customer, object: 'customer', deleted: true } });
    expect((await stripe.delete(`/v1/customers/${customer}`)).status).toBe(404);
    expect((await stripe.get(`/v1/customers/${customer}`)).body).toMatchObject({ email: null, name: null });
    expect((await stripe.charge(saved, undefined, `&customer=${customer}`)).status).toBe(400);
    const again = await stripe.post('/v1/setup_intents', form);
    expect(again).toMatchObject({ status: 404, body: { error: { code: 'resource_missing', param: 'customer' } } });
  });
});
