import { randomUUID } from 'node:crypto';
import type { NewApiKeyView } from '@libs/dto';
import { bearer, fresh, IdentityProbe } from './testing/identity-probe';

jest.setTimeout(20_000);

let probe: IdentityProbe;
beforeAll(async () => {
  probe = await IdentityProbe.start();
}, 30_000);
afterAll(() => probe.close());

describe('staff', () => {
  it('keeps API keys as hashes, shows them once, and revokes them', async () => {
    const admin = bearer((await probe.sessionOf('super_admin')).access_token);
    const made = await probe.send<NewApiKeyView>('POST', '/api-keys', { name: 'server', role: 'support_rep' }, admin);
    expect([made.status, made.data.key]).toEqual([201, expect.stringMatching(/^sk_[\w-]{43}$/)]);
    const [row] = await probe.database.query<{ row: string }>(`SELECT k::text AS row FROM api_key k WHERE id = $1`, [
      made.data.id,
    ]);
    expect(row?.row).not.toContain(made.data.key);
    expect((await probe.send('GET', '/api-keys', undefined, admin)).text).not.toContain(made.data.key);
    const accounts = (headers: Record<string, string>) => probe.send('GET', '/accounts', undefined, headers);
    expect((await accounts({ 'X-API-Key': made.data.key })).status).toBe(200);
    expect((await accounts(bearer(made.data.key))).status).toBe(200);
    expect((await probe.send('GET', '/users', undefined, { 'X-API-Key': made.data.key })).status).toBe(403);
    expect((await probe.send('DELETE', `/api-keys/${made.data.id}`, undefined, admin)).status).toBe(204);
    expect((await probe.send('DELETE', `/api-keys/${made.data.id}`, undefined, admin)).status).toBe(404);
  });

  it('refuses a key that was revoked before its first use', async () => {
    const admin = bearer((await probe.sessionOf('super_admin')).access_token);
    const { data } = await probe.send<NewApiKeyView>(
      'POST',
      '/api-keys',
      { name: 'server', role: 'support_rep' },
      admin,
    );
    await probe.send('DELETE', `/api-keys/${data.id}`, undefined, admin);
    expect((await probe.send('GET', '/accounts', undefined, { 'X-API-Key': data.key })).status).toBe(401);
  });

  it('ends the sessions of a user whose role changes, and audits it', async () => {
    const admin = bearer((await probe.sessionOf('super_admin')).access_token);
    const session = (await probe.register(fresh())).data;
    const patched = await probe.send('PATCH', `/users/${session.user_id}`, { role: 'finance_viewer' }, admin);
    expect(patched).toMatchObject({ status: 200, data: { role: 'finance_viewer' } });
    expect(await probe.me(session.access_token)).toBe(401);
    expect((await probe.refresh(session.refresh_token)).status).toBe(401);
    const audit = await probe.database.query(
      `SELECT 1 FROM audit_log WHERE action = 'user.updated' AND subject_id = $1`,
      [String(session.user_id)],
    );
    expect(audit).toHaveLength(1);
    await probe.send('PATCH', `/users/${session.user_id}`, { is_active: false }, admin);
    expect((await probe.logIn(session.email)).code).toBe('invalid_credentials');
  });

  it('locks the users of a deleted account out, as if they had never registered, and staff cannot let them in again', async () => {
    const admin = bearer((await probe.sessionOf('super_admin')).access_token);
    const email = fresh();
    const { data: session } = await probe.register(email);
    const deleted = await probe.send('DELETE', `/accounts/${session.account_id}`, undefined, admin);
    expect(deleted.status).toBe(204);
    expect(await probe.me(session.access_token)).toBe(401);
    expect((await probe.refresh(session.refresh_token)).code).toBe('invalid_refresh_token');
    const refusal = async (who: string) => {
      const { status, code, text } = await probe.logIn(who);
      return { status, code, sentence: (JSON.parse(text) as { error: string }).error };
    };
    expect(await refusal(email)).toEqual(await refusal(fresh()));
    expect((await probe.register(email)).code).toBe('email_taken');
    const letIn = await probe.send('PATCH', `/users/${session.user_id}`, { is_active: true }, admin);
    expect([letIn.status, letIn.code]).toEqual([409, 'account_deleted']);
    expect((await probe.send('DELETE', `/accounts/${session.account_id}`, undefined, admin)).status).toBe(404);
  });

  it('keeps staff whose own account is deleted', async () => {
    const admin = await probe.sessionOf('super_admin');
    const deleted = await probe.send('DELETE', `/accounts/${admin.account_id}`, undefined, bearer(admin.access_token));
    expect(deleted.status).toBe(204);
    expect(await probe.me(admin.access_token)).toBe(200);
  });

  it.each([
    ['GET', '/users', undefined],
    ['PATCH', '/users/1', { role: 'super_admin' }],
    ['GET', '/api-keys', undefined],
    ['POST', '/api-keys', { name: 'mine', role: 'super_admin' }],
    ['DELETE', `/api-keys/${randomUUID()}`, undefined],
  ])('keeps %s %s from everyone below super_admin', async (method, path, body) => {
    for (const role of ['customer', 'support_rep', 'finance_viewer', 'billing_admin'] as const) {
      const { access_token: token } = await probe.sessionOf(role);
      expect(await probe.send(method, path, body, bearer(token))).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await probe.send(method, path, body)).status).toBe(401);
  });

  it.each([
    ['/users?cursor=x', 400],
    [`/users?cursor=${Buffer.from('9999999999').toString('base64url')}`, 400],
    [`/api-keys?cursor=${Buffer.from('12').toString('base64url')}`, 400],
    ['/users?limit=0', 400],
    ['/users?limit=1&limit=2', 400],
    ['/users?limit=1&toString=1', 400],
  ])('answers %s with %i', async (path, status) => {
    const { access_token: token } = await probe.sessionOf('super_admin');
    expect((await probe.send('GET', path, undefined, bearer(token))).status).toBe(status);
  });

  it.each(['/users/0', '/users/x', '/users/2147483648', '/users/1e3'])('finds nothing at PATCH %s', async (path) => {
    const { access_token: token } = await probe.sessionOf('super_admin');
    expect((await probe.send('PATCH', path, { is_active: true }, bearer(token))).status).toBe(404);
  });
});
