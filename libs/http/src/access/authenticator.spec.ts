import { AppError } from '@libs/errors';
import { Authenticator } from './authenticator';
import type { Caller } from './caller';

const KEY = `sk_${'a'.repeat(43)}`;
const user: Caller = { id: 'user:1', role: 'customer', userId: 1, sessionId: 's1' };
let lookups: string[];
let revoked: Set<string>;
let authenticator: Authenticator;

beforeEach(() => {
  lookups = [];
  revoked = new Set();
  const tokens = {
    verify: async (token: string) => (token === 'good' ? user : Promise.reject(new AppError('unauthenticated'))),
  };
  const find = async (key: string) => {
    lookups.push(key);
    return key === KEY ? ({ id: 'key:1', role: 'support_rep' } as const) : undefined;
  };
  authenticator = new Authenticator(tokens as never, { find }, { isRevoked: (id) => revoked.has(id) });
});

const idOf = (headers: object) =>
  authenticator.authenticate(headers).then(
    (caller) => caller.id,
    (error: AppError) => error.code,
  );

it.each([
  ['Bearer good', 'user:1'],
  ['bearer good', 'user:1'],
  [`Bearer ${KEY}`, 'key:1'],
  ['', 'unauthenticated'],
  ['good', 'unauthenticated'],
  ['Basic good', 'unauthenticated'],
  ['Bearer', 'unauthenticated'],
  ['Bearer ', 'unauthenticated'],
  ['Bearer good, Bearer other', 'unauthenticated'],
  ['Bearer  good', 'unauthenticated'],
  [`Bearer ${'x'.repeat(4097)}`, 'unauthenticated'],
  ['Bearer sk_short', 'unauthenticated'],
])('reads Authorization: %s', async (authorization, expected) => {
  expect(await idOf({ authorization })).toBe(expected);
});

it.each([
  [KEY, 'key:1'],
  ['', 'unauthenticated'],
  [`${KEY}, ${KEY}`, 'unauthenticated'],
  [`pk_${'a'.repeat(43)}`, 'unauthenticated'],
  [`sk_${'a'.repeat(101)}`, 'unauthenticated'],
  [`sk_${'b'.repeat(43)}`, 'unauthenticated'],
  [`sk_'; DROP TABLE api_key; --aaaaaaaa`, 'unauthenticated'],
])('reads X-API-Key: %s', async (apiKey, expected) => {
  // A key that is no good is not made good by a token beside it.
  expect(await idOf({ 'x-api-key': apiKey, authorization: 'Bearer good' })).toBe(expected);
});

it('asks for no key that has not the form of one, and once for one that has', async () => {
  for (const apiKey of ['sk_short', KEY, KEY, `sk_${'b'.repeat(43)}`, `sk_${'b'.repeat(43)}`])
    await idOf({ 'x-api-key': apiKey });
  expect(lookups).toEqual([KEY, `sk_${'b'.repeat(43)}`]);
});

it('asks again after ten seconds, so that a revoked key stops working', async () => {
  for (const seconds of [0, 9, 11]) {
    jest.spyOn(performance, 'now').mockReturnValue(seconds * 1_000);
    await idOf({ 'x-api-key': KEY });
  }
  jest.restoreAllMocks();
  expect(lookups).toHaveLength(2);
});

it('refuses a session that ended', async () => {
  revoked.add('s1');
  expect(await idOf({ authorization: 'Bearer good' })).toBe('unauthenticated');
});

it('passes on that nobody can tell', async () => {
  const away = { find: () => Promise.reject(new AppError('dependency_unavailable')) };
  const other = new Authenticator({} as never, away, { isRevoked: () => false });
  await expect(other.authenticate({ 'x-api-key': KEY })).rejects.toMatchObject({ code: 'dependency_unavailable' });
});
