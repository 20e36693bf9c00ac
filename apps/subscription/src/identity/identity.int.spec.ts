import { randomUUID } from 'node:crypto';
import { compare, hash } from 'bcrypt';
import type { NewApiKeyView } from '@libs/dto';
import { bearer, IdentityProbe, PASSWORD } from './testing/identity-probe';

jest.mock('bcrypt', () => {
  const real = jest.requireActual<typeof import('bcrypt')>('bcrypt');
  return { ...real, compare: jest.fn(real.compare), hash: jest.fn(real.hash) };
});
const comparisons = jest.mocked(compare).mock;

jest.setTimeout(20_000);

let probe: IdentityProbe;
beforeAll(async () => {
  probe = await IdentityProbe.start();
}, 30_000);
afterAll(() => probe.close());

const fresh = () => `ada.${randomUUID().slice(0, 8)}@example.com`;
const times = <T>(count: number, work: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));

describe('registration', () => {
  it('makes one user and one account of fifty registrations of one e-mail at once', async () => {
    const email = fresh();
    const accounts = async () =>
      Number((await probe.database.query<{ n: string }>('SELECT count(*) n FROM account'))[0]?.n);
    const before = await accounts();
    const spelled = (at: number) => (at % 2 ? email : email.toUpperCase());
    const all = await times(50, (at) => probe.register(spelled(at)));
    expect(all.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(all.filter((answer) => answer.code === 'email_taken' && answer.status === 409)).toHaveLength(49);
    const users = await probe.database.query(`SELECT 1 FROM app_user WHERE lower(email) = $1`, [email]);
    expect([users.length, (await accounts()) - before]).toEqual([1, 1]);
  });

  it.each([
    ['a password of 73 bytes', { password: `Aa1${'é'.repeat(35)}` }, 'password', 'too_long'],
    ['a short password', { password: 'Aa1456789' }, 'password', 'too_short'],
    ['a zero-width character in the e-mail', { email: 'a@exa\u200bmple.com' }, 'email', 'invalid_format'],
    ['an e-mail that is a list', { email: ['a@example.com'] }, 'email', 'invalid_email'],
    ['a role', { role: 'super_admin' }, 'role', 'unknown_field'],
    ['a user_id', { user_id: 1 }, 'user_id', 'unknown_field'],
    ['a constructor', { constructor: 'x' }, 'constructor', 'unknown_field'],
    ['a currency in lower case', { currency: 'usd' }, 'currency', 'is_currency'],
    ['a currency nobody is paid in', { currency: 'XAU' }, 'currency', 'is_currency'],
    ['a country that is none', { country: 'ZZ' }, 'country', 'is_country'],
    ['a time zone that never changes', { timezone: 'EST' }, 'timezone', 'is_time_zone'],
    ['an offset', { timezone: '+02:00' }, 'timezone', 'is_time_zone'],
  ])('refuses %s', async (_, more, field, code) => {
    const answer = await probe.register(fresh(), more);
    expect(answer.status).toBe(400);
    expect(answer.fields).toEqual([expect.objectContaining({ field, code })]);
  });
});

describe('login', () => {
  it('tells nobody whether an e-mail exists: the same words, the same work', async () => {
    const email = fresh();
    await probe.register(email);
    const work = async (who: string, password: string) => {
      const before = comparisons.calls.length;
      const { status, code, text } = await probe.logIn(who, password);
      const sentence = (JSON.parse(text) as { error: string }).error;
      const cost = comparisons.calls.slice(before).map(([, hash]) => String(hash).slice(0, 7));
      return { status, code, sentence, cost };
    };
    const known = await work(email, 'Wrong-Password-1');
    expect(known).toMatchObject({ status: 401, code: 'invalid_credentials', cost: ['$2b$04$'] });
    expect(await work(fresh(), 'Wrong-Password-1')).toEqual(known);
    expect(await work(email, `${PASSWORD}${'x'.repeat(72)}`)).toEqual(known);
  });

  it('lets at most ten of a burst of wrong logins reach the password, whatever they claim to be', async () => {
    const email = fresh();
    const other = fresh();
    await probe.register(email);
    await probe.register(other);
    const before = comparisons.calls.length;
    const burst = await times(30, (at) =>
      probe.logIn(at % 2 ? email : email.toUpperCase(), 'Wrong-Password-1', { 'X-Forwarded-For': `10.0.0.${at}` }),
    );
    expect(comparisons.calls.length - before).toBe(10);
    const refused = burst.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(20);
    expect(refused[0]?.code).toBe('too_many_failed_logins');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await probe.logIn(email)).status).toBe(429);
    expect((await probe.logIn(other)).status).toBe(200);
  });

  it('counts every byte of a password: one more than the 72 that bcrypt reads is wrong (promise 44)', async () => {
    const email = fresh();
    const password = `Aa1${'x'.repeat(69)}`;
    expect((await probe.register(email, { password })).status).toBe(201);
    expect((await probe.logIn(email, `${password}y`)).code).toBe('invalid_credentials');
    expect((await probe.logIn(email, password)).status).toBe(200);
  });

  it('takes the e-mail in any case, and forgets failures after a success', async () => {
    const email = fresh();
    await probe.register(email);
    for (let round = 0; round < 3; round++) {
      for (let wrong = 0; wrong < 5; wrong++) await probe.logIn(email, 'Wrong-Password-1');
      expect((await probe.logIn(` ${email.toUpperCase()} `)).status).toBe(200);
    }
  });
});

describe('sessions', () => {
  it('rotates the refresh token; one that is used twice ends the session, with its access tokens', async () => {
    const first = (await probe.register(fresh())).data;
    const second = (await probe.refresh(first.refresh_token)).data;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await probe.me(second.access_token)).toBe(200);
    expect(await probe.refresh(first.refresh_token)).toMatchObject({ status: 401, code: 'invalid_refresh_token' });
    expect((await probe.refresh(second.refresh_token)).status).toBe(401);
    expect(await probe.me(second.access_token)).toBe(401);
  });

  it('ends the session of a reused token also under an Idempotency-Key, which is rolled back with the refusal', async () => {
    const first = (await probe.register(fresh())).data;
    const second = (await probe.refresh(first.refresh_token, { 'Idempotency-Key': randomUUID() })).data;
    const again = await probe.refresh(first.refresh_token, { 'Idempotency-Key': randomUUID() });
    expect(again.status).toBe(401);
    expect((await probe.refresh(second.refresh_token)).status).toBe(401);
  });

  it('holds no connection while it waits for another: forty reused tokens at once are refused quickly', async () => {
    const { refresh_token: token } = (await probe.register(fresh())).data;
    await probe.refresh(token);
    const startedAt = performance.now();
    const all = await times(40, () => probe.refresh(token, { 'Idempotency-Key': randomUUID() }));
    expect(new Set(all.map((answer) => answer.status))).toEqual(new Set([401]));
    expect(performance.now() - startedAt).toBeLessThan(2_500);
  });

  it('lets one of many refreshes at once win', async () => {
    const { refresh_token: token } = (await probe.register(fresh())).data;
    const all = await times(10, () => probe.refresh(token));
    expect(all.filter((answer) => answer.status === 200).length).toBeLessThanOrEqual(1);
    expect(all.every((answer) => [200, 401].includes(answer.status))).toBe(true);
  });

  it('replays a refresh whose answer was lost', async () => {
    const { refresh_token: token } = (await probe.register(fresh())).data;
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await probe.refresh(token, headers);
    const again = await probe.refresh(token, headers);
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect((await probe.refresh(first.data.refresh_token)).status).toBe(200);
  });

  it('refuses a user who was locked out behind its back, at once', async () => {
    const { user_id: id, refresh_token: token } = (await probe.register(fresh())).data;
    await probe.database.query(`UPDATE app_user SET is_active = false WHERE id = $1`, [id]);
    const startedAt = performance.now();
    expect((await probe.refresh(token, { 'Idempotency-Key': randomUUID() })).status).toBe(401);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('logs out, and says nothing about tokens that are none', async () => {
    const { access_token: access, refresh_token: token } = (await probe.register(fresh())).data;
    for (const text of [token, token, 'nonsense', `${randomUUID()}.${'a'.repeat(43)}`]) {
      expect(await probe.send('POST', '/auth/logout', { refresh_token: text })).toMatchObject({
        status: 204,
        text: '',
      });
    }
    expect(await probe.me(access)).toBe(401);
    expect((await probe.refresh(token)).status).toBe(401);
  });
});

describe('password reset', () => {
  it('takes the token of the mail once, ends all sessions and all other tokens', async () => {
    const email = fresh();
    const session = (await probe.register(email)).data;
    for (let asked = 0; asked < 2; asked++) await probe.send('POST', '/auth/password/forgot', { email });
    const [token = '', other = ''] = await probe.resetTokens(email, 2);
    const reset = (text: string, password: string) =>
      probe.send('POST', '/auth/password/reset', { token: text, new_password: password });

    expect(await reset(token, 'weak')).toMatchObject({ status: 400, code: 'validation_failed' });
    const both = await times(2, () => reset(token, 'Another-Horse-8'));
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 400]);
    expect(await reset(token, 'Another-Horse-8')).toMatchObject({ status: 400, code: 'invalid_reset_token' });
    expect(await reset(other, 'Another-Horse-8')).toMatchObject({ status: 400, code: 'invalid_reset_token' });
    expect((await probe.refresh(session.refresh_token)).status).toBe(401);
    expect(await probe.me(session.access_token)).toBe(401);
    expect((await probe.logIn(email)).status).toBe(401);
    expect((await probe.logIn(email, 'Another-Horse-8')).status).toBe(200);
  }, 15_000);

  it('keeps a token good for one hour, and only as a hash', async () => {
    const email = fresh();
    await probe.register(email);
    await probe.send('POST', '/auth/password/forgot', { email });
    const [token = ''] = await probe.resetTokens(email, 1);
    const rows = await probe.database.query<{ row: string; left: string }>(
      `SELECT r::text AS row, extract(epoch FROM expires_at - clock_timestamp()) AS left FROM password_reset r
       JOIN app_user u ON u.id = user_id WHERE email = $1`,
      [email],
    );
    expect(Number(rows[0]?.left)).toBeGreaterThan(3_580);
    expect(Number(rows[0]?.left)).toBeLessThanOrEqual(3_600);
    expect(rows[0]?.row).not.toContain(token);
    await probe.database.query(
      `UPDATE password_reset SET expires_at = clock_timestamp() WHERE user_id = (SELECT id FROM app_user WHERE email = $1)`,
      [email],
    );
    const late = await probe.send('POST', '/auth/password/reset', { token, new_password: 'Another-Horse-8' });
    expect(late).toMatchObject({ status: 400, code: 'invalid_reset_token' });
  });

  it('answers alike for an e-mail that nobody has, and sends nothing', async () => {
    const known = fresh();
    const unknown = fresh();
    await probe.register(known);
    const ask = async (email: string) => {
      const { status, text } = await probe.send('POST', '/auth/password/forgot', { email });
      const { timestamp: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
      return { status, rest };
    };
    const answered = await ask(known);
    expect(answered.status).toBe(202);
    expect(await ask(unknown)).toEqual(answered);
    await probe.resetTokens(known, 1);
    expect((await probe.mails(unknown)).data).toEqual([]);
  });
});

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

  describe('while a password is looked at', () => {
    const real = jest.requireActual<typeof import('bcrypt')>('bcrypt');
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

    it.each([
      ['is locked out', { is_active: false }],
      ['gets another role', { role: 'support_rep' }],
    ])('opens no session for a user who %s', async (_, change) => {
      const admin = bearer((await probe.sessionOf('super_admin')).access_token);
      const { user_id: id, email } = (await probe.register(fresh())).data;
      jest.mocked(compare).mockImplementationOnce(async (...given) => {
        await probe.send('PATCH', `/users/${id}`, change, admin);
        return real.compare(...given);
      });
      expect(await probe.logIn(email)).toMatchObject({ status: 401, code: 'invalid_credentials' });
      expect(await probe.database.query('SELECT 1 FROM session WHERE user_id = $1 AND ended_at IS NULL', [id])).toEqual(
        [],
      );
    });

    it('keeps a user out who is locked out while a new password is set', async () => {
      const admin = bearer((await probe.sessionOf('super_admin')).access_token);
      const { user_id: id, email } = (await probe.register(fresh())).data;
      await probe.send('POST', '/auth/password/forgot', { email });
      const [token = ''] = await probe.resetTokens(email, 1);
      let lockOut: Promise<unknown> = Promise.resolve();
      jest.mocked(hash).mockImplementationOnce(async (...given) => {
        lockOut = probe.send('PATCH', `/users/${id}`, { is_active: false }, admin);
        await Promise.race([lockOut, pause(300)]);
        return real.hash(...given);
      });
      expect(
        (await probe.send('POST', '/auth/password/reset', { token, new_password: 'Another-Horse-8' })).status,
      ).toBe(200);
      expect(await lockOut).toMatchObject({ status: 200, data: { is_active: false } });
      const rows = await probe.database.query('SELECT is_active FROM app_user WHERE id = $1', [id]);
      expect(rows).toEqual([{ is_active: false }]);
      const [{ passwordHash } = { passwordHash: '' }] = await probe.database.query<{ passwordHash: string }>(
        'SELECT password_hash AS "passwordHash" FROM app_user WHERE id = $1',
        [id],
      );
      expect(await real.compare('Another-Horse-8', passwordHash)).toBe(true);
    });
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
