import { hash } from 'bcrypt';
import { bearer, fresh, IdentityProbe, times } from './testing/identity-probe';

const real = jest.requireActual<typeof import('bcrypt')>('bcrypt');
jest.mock('bcrypt', () => {
  const actual = jest.requireActual<typeof import('bcrypt')>('bcrypt');
  return { ...actual, hash: jest.fn(actual.hash) };
});

jest.setTimeout(20_000);

let probe: IdentityProbe;
beforeAll(async () => {
  probe = await IdentityProbe.start();
}, 30_000);
afterAll(() => probe.close());

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

  it('is written in the words of a template, in the language of the account', async () => {
    const [german, american] = [fresh(), fresh()];
    await probe.register(german, { country: 'DE' });
    await probe.register(american, { country: 'US' });
    for (const email of [german, american]) await probe.send('POST', '/auth/password/forgot', { email });
    await Promise.all([german, american].map((email) => probe.resetTokens(email, 1)));
    const mailTo = async (email: string) => (await probe.mails(email)).data[0]?.text;
    expect(await mailTo(german)).toMatch(/^Guten Tag Ada,/);
    expect(await mailTo(american)).toMatch(/^Hello Ada,/);
  });

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

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
    expect((await probe.send('POST', '/auth/password/reset', { token, new_password: 'Another-Horse-8' })).status).toBe(
      200,
    );
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
