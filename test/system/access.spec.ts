import { OPERATIONS, ROLES, type Operation, type Role } from '@libs/http';
import { Client, freshEmail, PASSWORD } from '../support/client';
import { admin, Customer } from '../support/customer';
import { config } from '../support/running-system';

interface Route {
  method: string;
  path: string;
  operation: Operation;
}

const NOWHERE = '01900000-0000-7000-8000-000000000000';

/** Every documented operation of both services, with ids of things that do not exist. */
async function routes(): Promise<Route[]> {
  const documents = await Promise.all(
    [config.urls.subscription, config.urls.payment].map(async (url) => (await fetch(`${url}/docs-json`)).json()),
  );
  return documents.flatMap((document) =>
    Object.entries((document as { paths: Record<string, Record<string, { 'x-operation': Operation }>> }).paths).flatMap(
      ([template, methods]) =>
        Object.entries(methods).map(([method, { 'x-operation': operation }]) => ({
          method: method.toUpperCase(),
          path: template.replace(/\{[^}]*\}/g, NOWHERE),
          operation,
        })),
    ),
  );
}

async function clientOf(role: Role, staff: Client): Promise<Client> {
  if (role === 'super_admin') return staff;
  const email = freshEmail();
  const { data } = await new Client().post('/v1/auth/register', {
    email,
    password: PASSWORD,
    first_name: 'A',
    last_name: 'B',
  });
  if (role !== 'customer') await staff.patch(`/v1/users/${data.user_id}`, { role });
  const login = await new Client().post('/v1/auth/login', { email, password: PASSWORD });
  return Client.withToken(login.data.access_token);
}

describe('who may do what', () => {
  it('is as the role table says, cell by cell, on every documented operation', async () => {
    const staff = await admin();
    const wrong: string[] = [];
    let cells = 0;
    for (const role of ROLES) {
      const client = await clientOf(role, staff);
      for (const { method, path, operation } of await routes()) {
        const access = OPERATIONS[operation] as readonly Role[] | 'public' | 'signed' | undefined;
        if (access === undefined) wrong.push(`${method} ${path}: operation ${operation} is not in the table`);
        if (!Array.isArray(access)) continue;
        const { status } = await client.send(method, path, ['POST', 'PATCH', 'PUT'].includes(method) ? {} : undefined);
        const isAllowed = access.includes(role);
        cells++;
        if (isAllowed ? status === 403 || status === 401 : status !== 403)
          wrong.push(`${role} ${method} ${path}: ${status}`);
        if (status >= 500) wrong.push(`${role} ${method} ${path}: ${status}`);
      }
    }
    expect(wrong.filter((line) => !line.includes('no_active_subscription'))).toEqual([]);
    expect(cells).toBeGreaterThan(100);
  }, 60_000);

  it('needs credentials everywhere but on public operations', async () => {
    for (const { method, path, operation } of await routes()) {
      const access = OPERATIONS[operation];
      if (access === 'public') continue;
      const { status } = await new Client().send(
        method,
        path,
        ['POST', 'PATCH', 'PUT'].includes(method) ? {} : undefined,
      );
      expect([`${method} ${path}`, status]).toEqual([`${method} ${path}`, 401]);
    }
  });

  it('hides every object of one customer from another', async () => {
    const owner = await Customer.registers();
    const { data: pending } = await owner.subscribes();
    const paid = await owner.pays(pending.id);
    await owner.becomes('active', pending.id);
    const stranger = await Customer.registers();
    const paths: [string, string, object?][] = [
      ['GET', `/v1/accounts/${owner.accountId}`],
      ['PATCH', `/v1/accounts/${owner.accountId}`, { name: 'Mine now' }],
      ['DELETE', `/v1/accounts/${owner.accountId}`],
      ['GET', `/v1/subscriptions/${pending.id}`],
      ['GET', `/v1/subscriptions/${pending.id}/events`],
      ['DELETE', `/v1/subscriptions/${pending.id}`],
      ['GET', `/v1/invoices/${pending.invoice_id}`],
      ['GET', `/v1/payments/${paid.data.transaction_id}`],
      [
        'POST',
        '/v1/payments/process',
        { invoice_id: pending.invoice_id, amount: 29.99, currency: 'USD', payment_token: 'pm_card_visa' },
      ],
    ];
    for (const [method, path, body] of paths) {
      const { status } = await stranger.api.send(method, path, body);
      expect([`${method} ${path}`, status]).toEqual([`${method} ${path}`, 404]);
    }
    expect((await stranger.api.get('/v1/invoices')).data).toEqual([]);
    expect((await stranger.api.get('/v1/subscriptions/me')).data).toEqual([]);
    expect((await stranger.api.get('/v1/payments/history')).data).toEqual([]);
    expect((await owner.subscription(pending.id)).status).toBe('active');
  });

  it('works for an API key with its role, on both services, until it is revoked', async () => {
    const staff = await admin();
    const { data: key } = await staff.post('/v1/api-keys', { name: 'back end', role: 'finance_viewer' });
    const server = new Client({ 'x-api-key': key.key });
    expect((await server.get('/v1/invoices')).status).toBe(200);
    expect((await server.get('/v1/payments')).status).toBe(200);
    expect((await server.post('/v1/accounts', { email: freshEmail(), name: 'Acme' })).status).toBe(403);
    expect((await staff.delete(`/v1/api-keys/${key.id}`)).status).toBe(204);
    expect((await new Client({ 'x-api-key': `${key.key}x` }).get('/v1/invoices')).status).toBe(401);
  });
});
