import { randomUUID } from 'node:crypto';
import { Client, freshEmail, parallel, PASSWORD, statusesOf } from '../support/client';
import { Customer } from '../support/customer';

describe('limits', () => {
  it('lets exactly as many uses through as are left, fifty at once', async () => {
    const customer = await Customer.registers();
    await customer.startsTrial();
    await customer.uses('api_calls', 990);
    const answers = await parallel(50, () => customer.uses('api_calls', 1));
    expect(statusesOf(answers)).toEqual({ 200: 10, 403: 40 });
    expect(answers.filter(({ status }) => status === 403).every(({ code }) => code === 'limit_exceeded')).toBe(true);
    const { data } = await customer.api.get('/v1/usage/limits');
    const calls = data.find(({ feature_name: name }: { feature_name: string }) => name === 'api_calls');
    expect(calls).toMatchObject({ current_usage: 1000, limit: 1000, remaining: 0 });
  });

  it('counts a use with the same key once', async () => {
    const customer = await Customer.registers();
    await customer.startsTrial();
    const body = { feature_name: 'api_calls', delta: 5, idempotency_key: randomUUID() };
    const answers = await parallel(10, () => customer.api.post('/v1/usage/use', body));
    expect(answers.every(({ status, data }) => status === 200 && data.current_usage === 5)).toBe(true);
  });

  it.each([
    [{ feature_name: 'api_calls', delta: 0 }, 400],
    [{ feature_name: 'api_calls', delta: -1 }, 400],
    [{ feature_name: 'api_calls', delta: 1.5 }, 400],
    [{ feature_name: 'api_calls', delta: '1' }, 400],
    [{ feature_name: 'api_calls', delta: 9007199254740993 }, 400],
    [{ feature_name: 'api_calls', delta: 1, user_id: 1 }, 400],
    [{ feature_name: 'constructor', delta: 1 }, 403],
    [{ feature_name: 'nothing_like_it', delta: 1 }, 403],
    [{ feature_name: 'api_calls', delta: 1001 }, 403],
  ])('refuses %j with %i and counts nothing', async (body, status) => {
    const customer = await Customer.registers();
    await customer.startsTrial();
    expect((await customer.api.post('/v1/usage/use', body)).status).toBe(status);
    const { data } = await customer.api.get('/v1/usage/me');
    expect(data.every(({ current_usage: usage }: { current_usage: number }) => usage === 0)).toBe(true);
  });

  it('registers one user when fifty come with one e-mail', async () => {
    const email = freshEmail();
    const body = (at: number) => ({
      email: at % 2 ? email : email.toUpperCase(),
      password: PASSWORD,
      first_name: 'John',
      last_name: 'Doe',
    });
    const answers = await parallel(50, (at) => new Client().post('/v1/auth/register', body(at)));
    expect(statusesOf(answers)).toEqual({ 201: 1, 409: 49 });
    expect((await new Client().post('/v1/auth/login', { email, password: PASSWORD })).status).toBe(200);
  }, 60_000);
});
