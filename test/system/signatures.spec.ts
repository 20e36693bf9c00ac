import { randomUUID } from 'node:crypto';
import { signWebhook } from '@libs/webhooks';
import { Customer } from '../support/customer';
import { config } from '../support/running-system';

const secret = config.webhooks.secrets[0] ?? '';
const nowSeconds = () => Math.floor(Date.now() / 1000);

async function deliver(path: string, body: string, headers: Record<string, string>) {
  const answer = await fetch(config.urls.subscription + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as { message?: string; details?: { code: string } } };
}

async function pendingResult(change: object = {}) {
  const customer = await Customer.registers();
  const { data } = await customer.subscribes();
  const event = {
    event_id: randomUUID(),
    transaction_id: randomUUID(),
    subscription_id: data.id,
    invoice_id: data.invoice_id,
    account_id: customer.accountId,
    status: 'success',
    amount: 29.99,
    currency: 'USD',
    gateway_reference: 'pi_test',
    occurred_at: new Date().toISOString(),
    ...change,
  };
  return { customer, id: data.id as string, event };
}

describe('POST /v1/webhooks/payment', () => {
  const path = '/v1/webhooks/payment';

  it('answers as promised, once and again, with one effect', async () => {
    const { customer, id, event } = await pendingResult();
    const body = JSON.stringify(event);
    for (let delivery = 0; delivery < 3; delivery++) {
      const answer = await deliver(path, body, { ...signWebhook(secret, body, nowSeconds()) });
      expect(answer).toMatchObject({ status: 200, body: { success: true, message: 'Webhook processed successfully' } });
    }
    expect((await customer.subscription(id)).status).toBe('active');
  });

  it.each([
    ['no signature', () => ({})],
    ['another secret', (body: string) => signWebhook('another-secret-another-secret-another', body, nowSeconds())],
    ['another body', () => signWebhook(secret, '{}', nowSeconds())],
    ['a stamp of six minutes ago', (body: string) => signWebhook(secret, body, nowSeconds() - 360)],
    ['a stamp in six minutes', (body: string) => signWebhook(secret, body, nowSeconds() + 360)],
    [
      'a signature that is no hex',
      (body: string) => ({ ...signWebhook(secret, body, nowSeconds()), 'X-Webhook-Signature': 'sha256=zz' }),
    ],
    [
      'a stamp that is no number',
      (body: string) => ({ ...signWebhook(secret, body, nowSeconds()), 'X-Webhook-Timestamp': '17950000xx' }),
    ],
  ])('refuses %s with 401 and changes nothing', async (_, headersOf) => {
    const { customer, id, event } = await pendingResult();
    const body = JSON.stringify(event);
    const answer = await deliver(path, body, headersOf(body) as Record<string, string>);
    expect([answer.status, answer.body.details?.code]).toEqual([401, 'invalid_signature']);
    expect((await customer.subscription(id)).status).toBe('pending');
  });

  it('refuses the same JSON with other bytes: the signature is over what was sent', async () => {
    const { customer, id, event } = await pendingResult();
    const answer = await deliver(path, JSON.stringify(event, null, 1), {
      ...signWebhook(secret, JSON.stringify(event), nowSeconds()),
    });
    expect(answer.status).toBe(401);
    expect((await customer.subscription(id)).status).toBe('pending');
  });

  it.each([
    ['another amount', { amount: 30 }],
    ['another currency', { currency: 'EUR' }],
    ['another account', { account_id: randomUUID() }],
    ['an invoice nobody knows', { invoice_id: randomUUID() }],
    ['a subscription nobody knows', { subscription_id: randomUUID() }],
  ])('refuses a rightly signed event with %s, and changes nothing', async (_, change) => {
    const { customer, id, event } = await pendingResult(change);
    const body = JSON.stringify(event);
    const answer = await deliver(path, body, { ...signWebhook(secret, body, nowSeconds()) });
    expect([answer.status, answer.body.details?.code]).toEqual([422, 'webhook_rejected']);
    expect((await customer.subscription(id)).status).toBe('pending');
  });

  it('ends in one state when a failure arrives after the success', async () => {
    const { customer, id, event } = await pendingResult();
    const failed = JSON.stringify({
      ...event,
      event_id: randomUUID(),
      transaction_id: randomUUID(),
      status: 'failed',
      failure_code: 'card_declined',
    });
    const body = JSON.stringify(event);
    expect((await deliver(path, body, { ...signWebhook(secret, body, nowSeconds()) })).status).toBe(200);
    expect((await deliver(path, failed, { ...signWebhook(secret, failed, nowSeconds()) })).status).toBe(200);
    expect((await customer.subscription(id)).status).toBe('active');
  });
});

describe('POST /v1/webhooks/stripe', () => {
  it.each(['', 't=1,v1=aa', 'garbage'])('refuses the signature %j with 400', async (signature) => {
    const answer = await fetch(`${config.urls.payment}/v1/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) },
      body: '{"id":"evt_1","type":"payment_intent.succeeded"}',
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { details: { code: string } }).details.code).toBe('invalid_gateway_signature');
  });
});
