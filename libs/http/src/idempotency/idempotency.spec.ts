import { AnswerVault } from './answer-vault';
import { readIdempotencyKey, sameRequest } from './idempotency-keys';

const vault = new AnswerVault('a secret of the tests');

describe('the fingerprint of a request', () => {
  const of = (method: string, url: string, body: string | undefined) =>
    vault.fingerprint(sameRequest(method, url), body === undefined ? undefined : Buffer.from(body)).toString('hex');
  const base = of('POST', '/v1/a', '{}');

  it.each([
    ['another body', of('POST', '/v1/a', '{ }')],
    ['another path', of('POST', '/v1/b', '{}')],
    ['another query', of('POST', '/v1/a?x=1', '{}')],
    ['another method', of('PUT', '/v1/a', '{}')],
    ['no body', of('POST', '/v1/a', undefined)],
    ['another secret', new AnswerVault('other').fingerprint('POST /v1/a', Buffer.from('{}')).toString('hex')],
    ['a body moved into the path', of('POST', '/v1/a\n{}', undefined)],
  ])('differs for %s', (_, other) => {
    expect(other).not.toBe(base);
  });

  it('is the same with a trailing slash', () => {
    expect(of('POST', '/v1/a/', '{}')).toBe(base);
    expect(of('POST', '/v1/a/?x=1', '{}')).toBe(of('POST', '/v1/a?x=1', '{}'));
  });
});

it.each(['k', 'x'.repeat(255), 'a b'])('takes the key %j', (key) => {
  expect(readIdempotencyKey(key)).toBe(key);
});

it.each(['', 'x'.repeat(256), 'ü', 'a\tb', 'a\0', ['a', 'b']])('refuses the key %j', (key) => {
  expect(() => readIdempotencyKey(key as string)).toThrow(expect.objectContaining({ code: 'idempotency_key_invalid' }));
});

describe('AnswerVault', () => {
  const sealed = vault.seal(Buffer.from('{"token":"t"}'));

  it('opens what it sealed, and seals the same anew each time', () => {
    expect(vault.open(sealed).toString()).toBe('{"token":"t"}');
    expect(vault.seal(Buffer.from('{"token":"t"}'))).not.toEqual(sealed);
    expect(sealed.toString('latin1')).not.toContain('token');
  });

  it.each(['iv', 'text', 'tag'])('notices a changed %s', (where) => {
    const changed = Buffer.from(sealed);
    const at = { iv: 0, text: 12, tag: sealed.length - 1 }[where] ?? 0;
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => vault.open(changed)).toThrow();
  });

  it('opens nothing of another secret, and nothing cut short', () => {
    expect(() => new AnswerVault('another').open(sealed)).toThrow();
    expect(() => vault.open(sealed.subarray(0, 20))).toThrow();
  });
});
