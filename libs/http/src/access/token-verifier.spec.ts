import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { AppError } from '@libs/errors';
import { TokenVerifier, type JsonWebKeySet } from './token-verifier';

const EXPECTED = { issuer: 'billing-backend', audience: 'billing-api' };
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwkOf = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });

class Keys {
  reads = 0;
  down = false;
  set: JsonWebKeySet = { keys: [jwkOf(ours.publicKey, 'k1')] };
  async load(): Promise<JsonWebKeySet> {
    this.reads++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.down) throw new Error('away');
    return this.set;
  }
}

let keys: Keys;
let verifier: TokenVerifier;
beforeEach(() => {
  keys = new Keys();
  verifier = new TokenVerifier(keys, EXPECTED);
});

const CLAIMS = { sub: '12', sid: 's', role: 'customer', account_id: 'a', iss: EXPECTED.issuer, aud: EXPECTED.audience };
const soon = () => Math.floor(Date.now() / 1000) + 60;

function sign(claims: object = {}, header: object = {}, key: KeyObject = ours.privateKey): Promise<string> {
  const payload = JSON.parse(JSON.stringify({ ...CLAIMS, exp: soon(), ...claims }));
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(key);
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const codeOf = (token: string) =>
  verifier.verify(token).then(
    () => 'accepted',
    (error: AppError) => error.code,
  );

it('accepts our token, and says who calls', async () => {
  expect(await verifier.verify(await sign())).toEqual({
    id: 'user:12',
    role: 'customer',
    userId: 12,
    accountId: 'a',
    sessionId: 's',
  });
});

describe('forged tokens (promise 40)', () => {
  const hmac = (secret: string | Buffer) => {
    const text = `${part({ alg: 'HS256', kid: 'k1', typ: 'JWT' })}.${part({ ...CLAIMS, exp: soon() })}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const cases: [string, () => string | Promise<string>][] = [
    ['alg none', () => `${part({ alg: 'none', kid: 'k1' })}.${part({ ...CLAIMS, exp: soon() })}.`],
    [
      'alg None with a signature',
      async () => `${part({ alg: 'None', kid: 'k1' })}.${(await sign()).split('.').slice(1).join('.')}`,
    ],
    ['HS256 with the public key as PEM', () => hmac(ours.publicKey.export({ format: 'pem', type: 'spki' }) as string)],
    ['HS256 with the public key as DER', () => hmac(ours.publicKey.export({ format: 'der', type: 'spki' }))],
    ['HS256 with the JWK', () => hmac(JSON.stringify(jwkOf(ours.publicKey, 'k1')))],
    ['a foreign key under our kid', () => sign({}, {}, theirs.privateKey)],
    ['a key of its own in the header', () => sign({}, { jwk: jwkOf(theirs.publicKey, 'k1') }, theirs.privateKey)],
    ['a key address of its own', () => sign({}, { jku: 'http://127.0.0.1:1/jwks.json' }, theirs.privateKey)],
    ['an x5u of its own', () => sign({}, { x5u: 'http://127.0.0.1:1/cert' }, theirs.privateKey)],
    ['an unknown kid', () => sign({}, { kid: 'k9' })],
    ['a kid that is a path', () => sign({}, { kid: '../../dev/null' })],
    ['a kid that every object has', () => sign({}, { kid: '__proto__' })],
    ['no kid', () => sign({}, { kid: undefined })],
    ['PS256', () => sign({}, { alg: 'PS256' })],
    ['not yet valid', () => sign({ nbf: soon() })],
    ['a foreign issuer', () => sign({ iss: 'somebody' })],
    ['a foreign audience', () => sign({ aud: 'another-api' })],
    ['no expiry', () => sign({ exp: undefined })],
    ['an unknown role', () => sign({ role: 'root' })],
    ['a role that every array has', () => sign({ role: 'length' })],
    ['a subject that is no number', () => sign({ sub: 'admin' })],
    [
      'a swapped payload',
      async () => (await sign()).replace(/\.[^.]+\./, `.${part({ ...CLAIMS, role: 'super_admin', exp: soon() })}.`),
    ],
    ['a cut signature', async () => (await sign()).slice(0, -8)],
    ['four parts', async () => `${await sign()}.x`],
    ['garbage', () => 'a.b.c'],
  ];
  it.each(cases)('refuses %s', async (_, forge) => {
    expect(await codeOf(await forge())).toBe('unauthenticated');
  });

  it('refuses an expired one by name, also one it accepted before', async () => {
    expect(await codeOf(await sign({ exp: soon() - 61 }))).toBe('token_expired');
    const brief = await sign({ exp: Math.floor(Date.now() / 1000) + 1 });
    expect(await codeOf(brief)).toBe('accepted');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await codeOf(brief)).toBe('token_expired');
  });
});

describe('rotation', () => {
  it('reads the keys once for all who wait, and refuses nobody meanwhile', async () => {
    const token = await sign();
    expect(await Promise.all(Array.from({ length: 20 }, () => codeOf(token)))).toEqual(Array(20).fill('accepted'));
    expect(keys.reads).toBe(1);
  });

  it('finds a new key by reading once, and reads not again for made-up ones', async () => {
    const old = await sign();
    expect(await codeOf(old)).toBe('accepted');
    keys.set = { keys: [...keys.set.keys, jwkOf(theirs.publicKey, 'k2')] };
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 6_000);
    expect(await codeOf(await sign({}, { kid: 'k2' }, theirs.privateKey))).toBe('accepted');
    for (let i = 0; i < 5; i++) expect(await codeOf(await sign({}, { kid: `made-up-${i}` }))).toBe('unauthenticated');
    expect(keys.reads).toBe(2);
    expect(await codeOf(old)).toBe('accepted');
    jest.restoreAllMocks();
  });

  it('drops what a withdrawn key signed as soon as it reads again', async () => {
    const old = await sign();
    await codeOf(old);
    keys.set = { keys: [jwkOf(theirs.publicKey, 'k2')] };
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 6_000);
    await codeOf(await sign({}, { kid: 'k2' }, theirs.privateKey));
    expect(await codeOf(old)).toBe('unauthenticated');
    jest.restoreAllMocks();
  });

  it('says 503 and not 401 while it never saw the keys, and heals', async () => {
    const token = await sign();
    keys.down = true;
    expect(await codeOf(token)).toBe('dependency_unavailable');
    // Before it may ask again it knows as little.
    expect(await codeOf(token)).toBe('dependency_unavailable');
    keys.down = false;
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 1_100);
    expect(await codeOf(token)).toBe('accepted');
    jest.restoreAllMocks();
  });

  it('does not refuse a key that may be new while the keys cannot be read', async () => {
    await codeOf(await sign());
    const rotated = await sign({}, { kid: 'k2' }, theirs.privateKey);
    keys.set = { keys: [...keys.set.keys, jwkOf(theirs.publicKey, 'k2')] };
    keys.down = true;
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 6_000);
    expect(await codeOf(rotated)).toBe('dependency_unavailable');
    expect(await codeOf(rotated)).toBe('dependency_unavailable');
    expect(await codeOf(await sign())).toBe('accepted');
    keys.down = false;
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 1_100);
    expect(await codeOf(rotated)).toBe('accepted');
    jest.restoreAllMocks();
  });
});
