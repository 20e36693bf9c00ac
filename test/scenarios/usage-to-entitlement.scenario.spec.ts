import { randomUUID } from 'node:crypto';
import { admin, card, Customer, PLAN } from '../support/customer';
import { Client, freshEmail, PASSWORD } from '../support/client';
import { gateway } from '../support/gateway';
import { until } from '../support/running-system';

describe('a trial becomes a paid subscription', () => {
  it('works as the five calls of the introduction say', async () => {
    // 1. Register.
    const email = freshEmail();
    const registered = await new Client().post('/v1/auth/register', {
      email,
      password: PASSWORD,
      first_name: 'John',
      last_name: 'Doe',
    });
    expect(registered.status).toBe(201);
    expect(registered.data).toMatchObject({ token_type: 'bearer', expires_in: 3600, email });
    const api = Client.withToken(registered.data.access_token);

    // 2. Try: thirty days, nothing to pay.
    const trial = await api.post('/v1/subscriptions/trial', { trial_plan_id: PLAN.basicTrial });
    expect(trial.status).toBe(201);
    expect(trial.data).toMatchObject({
      plan_id: 1,
      status: 'trial',
      plan: { name: 'Basic Trial', features: { api_calls: { limit: 1000 }, storage: { limit: '1GB' } } },
    });
    const days = (Date.parse(trial.data.end_date) - Date.parse(trial.data.start_date)) / 86_400_000;
    expect(days).toBe(30);

    // 3. Use.
    const used = await api.post('/v1/usage/use', { feature_name: 'api_calls', delta: 1 });
    expect(used.status).toBe(200);
    expect(used.data).toMatchObject({ feature_name: 'api_calls', current_usage: 1, limit: 1000, remaining: 999 });
    // A cycle of the plan from the trial's start: in February that is before its thirty days are over.
    expect(Date.parse(used.data.reset_at)).toBeGreaterThan(Date.parse(trial.data.start_date));

    // 4. Subscribe: pending until it is paid; the trial goes on meanwhile.
    const pending = await api.post('/v1/subscriptions/', { plan_id: PLAN.pro });
    expect(pending.status).toBe(201);
    expect(pending.data).toMatchObject({ status: 'pending', payment_required: true, amount: 29.99, currency: 'USD' });
    expect((await api.get('/v1/subscriptions/active')).data.id).toBe(trial.data.id);

    // 5. Pay, the moment after: the payment service may have to ask what is due.
    const body = { subscription_id: pending.data.id, amount: 29.99, currency: 'USD' };
    const paid = await api.post('/v1/payments/process', { ...body, ...card('4111111111111111') });
    expect(paid.status).toBe(200);
    expect(paid.data).toMatchObject({
      status: 'success',
      amount: 29.99,
      currency: 'USD',
      invoice_id: pending.data.invoice_id,
    });
    expect(paid.data.gateway_reference).toMatch(/^pi_/);

    // The signed webhook arrives: active, the trial converted, the invoice paid, the limits those of the new plan.
    await until(
      'the subscription is active',
      async () => (await api.get(`/v1/subscriptions/${pending.data.id}`)).data.status === 'active',
    );
    expect((await api.get(`/v1/subscriptions/${trial.data.id}`)).data.status).toBe('canceled');
    const invoice = (await api.get(`/v1/invoices/${pending.data.invoice_id}`)).data;
    expect(invoice).toMatchObject({ status: 'paid', total: 29.99, amount_paid: 29.99, amount_due: 0 });
    expect(invoice.number).toMatch(/^INV-\d{4}-\d{6}$/);
    expect(invoice.lines).toHaveLength(1);
    expect((await api.get('/v1/entitlements/check?feature=sso')).data).toMatchObject({ feature: 'sso', granted: true });
    expect((await api.post('/v1/usage/use', { feature_name: 'api_calls', delta: 1 })).data.limit).toBeGreaterThan(1000);

    // Money: charged once, says the gateway too.
    const movements = await gateway.movementsOf({ invoice_id: pending.data.invoice_id });
    expect(movements.map(({ amount, status }) => [amount, status])).toEqual([[2999, 'succeeded']]);

    // A second payment finds nothing to pay.
    const again = await api.post('/v1/payments/process', { ...body, ...card('4111111111111111') });
    expect([again.status, again.code]).toEqual([409, 'nothing_to_pay']);
  });

  it('keeps the books balanced: receivable, revenue and cash', async () => {
    const customer = await Customer.registers();
    const { data: pending } = await customer.subscribes();
    await customer.pays(pending.id);
    await customer.becomes('active', pending.id);
    const entries = (await (await admin()).get(`/v1/ledger/entries?account_id=${customer.accountId}`)).data;
    // What the gateway keeps for itself is told a moment later.
    const kinds = entries.map(({ kind }: { kind: string }) => kind).filter((kind: string) => kind !== 'fee_charged');
    expect(kinds).toEqual(['payment_captured', 'invoice_finalized']);
    const balances = (await (await admin()).get('/v1/ledger/accounts')).data as { currency: string; balance: number }[];
    const cents = balances
      .filter(({ currency }) => currency === 'USD')
      .reduce((sum, { balance }) => sum + Math.round(balance * 100), 0);
    expect(cents).toBe(0);
  });

  it('tells the history of a subscription', async () => {
    const customer = await Customer.registers();
    const { data: pending } = await customer.subscribes();
    await customer.pays(pending.id);
    await customer.becomes('active', pending.id);
    const { data: events } = await customer.api.get(`/v1/subscriptions/${pending.id}/events`);
    expect(events.length).toBeGreaterThanOrEqual(2);
  });

  it('gives one trial to an account, and one live subscription in a family', async () => {
    const customer = await Customer.registers();
    expect((await customer.startsTrial()).status).toBe(201);
    expect((await customer.startsTrial()).code).toMatch(/already_subscribed|trial_already_used/);
    const { data: pending } = await customer.subscribes();
    await customer.pays(pending.id);
    await customer.becomes('active', pending.id);
    expect((await customer.subscribes(PLAN.enterprise)).code).toBe('already_subscribed');
    expect((await customer.startsTrial(PLAN.pro)).code).toMatch(/already_subscribed|trial_already_used/);
  });

  it('replaces a subscription that was never paid, and voids its invoice', async () => {
    const customer = await Customer.registers();
    const { data: first } = await customer.subscribes();
    const { data: second } = await customer.subscribes(PLAN.enterprise);
    expect((await customer.subscription(first.id)).status).toBe('expired');
    expect((await customer.api.get(`/v1/invoices/${first.invoice_id}`)).data.status).toBe('void');
    await until(
      'the payment service knows that the first is void',
      async () => (await customer.pays(first.id)).code === 'nothing_to_pay',
    );
    expect((await customer.pays(second.id, '4242424242424242', { amount: 299 })).status).toBe(200);
    await customer.becomes('active', second.id);
  });

  it('answers a repeated POST with the same bytes', async () => {
    const customer = await Customer.registers();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await customer.api.post('/v1/subscriptions/', { plan_id: PLAN.pro }, headers);
    const again = await customer.api.post('/v1/subscriptions/', { plan_id: PLAN.pro }, headers);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.text).toBe(first.text);
    const other = await customer.api.post('/v1/subscriptions/', { plan_id: PLAN.enterprise }, headers);
    expect([other.status, other.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('cancels at the end of the period, or at once', async () => {
    const customer = await Customer.registers();
    const { data: pending } = await customer.subscribes();
    await customer.pays(pending.id);
    await customer.becomes('active', pending.id);
    const scheduled = await customer.api.delete(`/v1/subscriptions/${pending.id}`);
    expect(scheduled.data).toMatchObject({ status: 'active', cancel_at_period_end: true });
    const now = await customer.api.delete(`/v1/subscriptions/${pending.id}?at=now`);
    expect(now.data.status).toBe('canceled');
    expect((await customer.api.delete(`/v1/subscriptions/${pending.id}?at=now`)).status).toBe(409);
    expect((await customer.uses('api_calls', 1)).code).toBe('no_active_subscription');
  });

  it('resets a forgotten password by a mail that can be read', async () => {
    const customer = await Customer.registers();
    expect((await new Client().post('/v1/auth/password/forgot', { email: customer.email })).status).toBe(202);
    const mail = await until(
      'the mail is there',
      async () => (await new Client().get(`/dev/mailbox/messages?to=${encodeURIComponent(customer.email)}`)).data[0],
    );
    const token = /^[\w-]{43}$/m.exec(mail.text)?.[0] ?? '';
    const newPassword = 'AnotherPassword456!';
    expect((await new Client().post('/v1/auth/password/reset', { token, new_password: newPassword })).status).toBe(200);
    expect((await new Client().post('/v1/auth/password/reset', { token, new_password: newPassword })).code).toBe(
      'invalid_reset_token',
    );
    expect((await new Client().post('/v1/auth/login', { email: customer.email, password: PASSWORD })).code).toBe(
      'invalid_credentials',
    );
    expect((await new Client().post('/v1/auth/login', { email: customer.email, password: newPassword })).status).toBe(
      200,
    );
    await until('the old access token is refused', async () => (await customer.api.get('/v1/auth/me')).status === 401);
  });
});
