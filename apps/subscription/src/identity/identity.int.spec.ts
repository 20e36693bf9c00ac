import { randomUUID } from 'node:crypto';
import { compare } from 'bcrypt';
import { bearer, fresh, IdentityProbe, PASSWORD, times } from './testing/identity-probe';

const real = jest.requireActual<typeof import('bcrypt')>('bcrypt');
jest.mock('bcrypt', () => {
  const actual = jest.requireActual<typeof import('bcrypt')>('bcrypt');
  return { ...actual, compare: jest.fn(actual.compare) };
});
const comparisons = jest.mocked(compare).mock;

jest.setTimeout(20_000);

let probe: IdentityProbe;
beforeAll(async () => {
  probe = await IdentityProbe.start();
}, 30_000);
afterAll(() => probe.close());

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

  it('holds no connection while it waits for another: forty reused tokens at once are refused', async () => {
    const { refresh_token: token } = (await probe.register(fresh())).data;
    await probe.refresh(token);
    const all = await times(40, () => probe.refresh(token, { 'Idempotency-Key': randomUUID() }));
    expect(new Set(all.map((answer) => answer.status))).toEqual(new Set([401]));
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

  it('refuses a user who was locked out behind its back', async () => {
    const { user_id: id, refresh_token: token } = (await probe.register(fresh())).data;
    await probe.database.query(`UPDATE app_user SET is_active = false WHERE id = $1`, [id]);
    expect((await probe.refresh(token, { 'Idempotency-Key': randomUUID() })).status).toBe(401);
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
