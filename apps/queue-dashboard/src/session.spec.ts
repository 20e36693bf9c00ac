import { COOKIE, equalTexts, Sessions } from './session';

let now = 1_790_000_000;
const sessions = new Sessions('a-secret-of-the-dashboard', false, () => now);
const cookieOf = (header: string) => header.split(';')[0] ?? '';

it('is good for eight hours, and unreachable for scripts and foreign sites', () => {
  const header = sessions.begin();
  expect(header).toMatch(/; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/);
  expect(new Sessions('a-secret-of-the-dashboard', true).begin()).toMatch(/; Secure$/);
  const startedAt = now;
  now = startedAt + 8 * 3600 - 1;
  expect(sessions.isValid(`other=1; ${cookieOf(header)}`)).toBe(true);
  now = startedAt + 8 * 3600;
  expect(sessions.isValid(cookieOf(header))).toBe(false);
  now = startedAt;
});

it('ends for every copy of the cookie', () => {
  const [mine, other] = [cookieOf(sessions.begin()), cookieOf(sessions.begin())];
  expect(sessions.end(mine)).toContain('Max-Age=0');
  expect(sessions.isValid(mine)).toBe(false);
  expect(sessions.isValid(other)).toBe(true);
});

it.each<[string, (cookie: string) => string | undefined]>([
  ['no cookie', () => undefined],
  ['an empty cookie', () => `${COOKIE}=`],
  ['a later expiry', (cookie) => cookie.replace(/=\d{10}/, '=1990000000')],
  ['another signature', (cookie) => cookie.replace(/.$/, (d) => (d === '0' ? '1' : '0'))],
  ['a foreign secret', () => cookieOf(new Sessions('another-secret-of-16', false, () => now).begin())],
])('refuses %s', (_, change) => expect(sessions.isValid(change(cookieOf(sessions.begin())))).toBe(false));

it('refuses to start with a guessable secret', () => {
  expect(() => new Sessions('short', false)).toThrow('too short');
});

it('compares texts of any length', () => {
  expect([equalTexts('a', 'a'), equalTexts('a', 'ab'), equalTexts('', 'a')]).toEqual([true, false, false]);
});
