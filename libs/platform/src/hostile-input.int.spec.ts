import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Probe } from './testing/probe';

let probe: Probe;
let bearer: { Authorization: string };
beforeAll(async () => {
  probe = await Probe.start((config) => ({ ...config, limits: { ...config.limits, bodyBytes: 100_000 } }));
  bearer = { Authorization: `Bearer ${await probe.token(1)}` };
}, 30_000);
afterAll(() => probe.close());

/** Sends bytes as they are, and reads until the server closes or has answered once. */
function raw(bytes: string | Buffer, trickle?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(probe.url).port), '127.0.0.1', () => socket.write(bytes));
    const timer = trickle ? setInterval(() => socket.writable && socket.write(trickle), 200) : undefined;
    let text = '';
    const finish = () => {
      clearInterval(timer);
      resolve(text);
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (/\r\n\r\n.*}$/s.test(text)) {
        finish();
        socket.destroy();
      }
    });
    socket.on('error', reject);
    socket.on('close', finish);
    socket.setTimeout(20_000, () => socket.destroy());
  });
}

/** The status, after checking that the answer is the envelope and gives nothing away. */
function statusOf(text: string): number {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(JSON.parse(body)).toMatchObject({ success: false, details: { request_id: expect.any(String) } });
  expect(body).not.toMatch(/node_modules|SELECT|fastify|FST_|\bat \//i);
  return Number(head.split(' ')[1]);
}

const request = (line: string, headers: Record<string, string> = {}, body = '') => {
  const all: Record<string, string> = {
    Host: 'x',
    Authorization: bearer.Authorization,
    Connection: 'close',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
};
const json = (body: string | Buffer) => ({
  'Content-Type': 'application/json',
  'Content-Length': String(Buffer.byteLength(body)),
});

describe('paths', () => {
  it.each([
    ['GET /v1/notes/%', 404],
    ['GET /v1/notes/%00', 404],
    ['GET /v1/notes/%zz', 404],
    ['GET /v1/notes/%ff', 404],
    ['GET /v1/notes/%ed%a0%80', 404],
    ['GET /v1/notes/by-text/%00', 400],
    ['GET /v1/notes/by-text/%ff', 404],
    [`GET /v1/notes/${'a'.repeat(201)}`, 404],
    [`GET /v1/notes/${'9'.repeat(100)}`, 404],
    [`GET /v1/${'a/'.repeat(3000)}`, 404],
    ['GET /v1/notes/../../etc/passwd', 404],
    ['GET //', 404],
    ['GET /v1/notes?text=%00', 400],
    [`GET /v1/notes?text=${'a'.repeat(101)}`, 400],
    ['GET /v1/notes?text=a&text=b', 400],
    ['GET /v1/notes?text[a]=b', 400],
    ['GET /v1/notes?__proto__=1', 400],
    ['GET /v1/notes?constructor=1', 400],
    ['GET /v1/notes?cursor=%00', 400],
    ['DELETE /v1/notes', 404],
    ['PROPFIND /v1/notes', 404],
    [`GET /v1/notes/${'a'.repeat(20_000)}`, 400],
    ['GET notes', 400],
    ['G\0T /', 400],
  ])('answers %s with %i', async (line, status) => {
    expect(statusOf(await raw(request(line)))).toBe(status);
  });

  it('names the request also where no handler was found', async () => {
    for (const path of ['/v1/nowhere', '/v1/notes/%']) {
      const { headers, body } = await probe.send(path, { headers: { 'X-Request-Id': 'mine' } });
      expect([path, headers.get('x-request-id'), body.details.request_id]).toEqual([path, 'mine', 'mine']);
    }
  });

  it('takes paths with and without a trailing slash', async () => {
    expect((await probe.send('/v1/notes/public')).status).toBe(200);
    expect((await probe.send('/v1/notes/public/')).status).toBe(200);
  });
});

describe('headers', () => {
  it.each([
    ['a huge one', { 'X-Big': 'a'.repeat(20_000) }, 400],
    ['two hundred', Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`X-${at}`, 'a'.repeat(100)])), 400],
    ['a control character', { 'X-A': 'a\x01b' }, 400],
    ['two lengths', { 'Content-Length': '1, 2' }, 400],
    ['a broken token', { Authorization: 'Bearer a.b.c' }, 401],
    ['a token of odd bytes', { Authorization: `Bearer ${Buffer.from('ü').toString('latin1')}` }, 401],
  ])('survives %s', async (_, headers, status) => {
    expect(statusOf(await raw(request('GET /v1/notes', headers)))).toBe(status);
  });
});

describe('bodies', () => {
  const post = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await probe.send('/v1/notes', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...bearer, ...headers },
      body: new Uint8Array(Buffer.from(body as Buffer)),
    });
    expect(answer.body).toMatchObject({ success: false, details: { request_id: answer.headers.get('x-request-id') } });
    return [answer.status, answer.body.details.code];
  };

  it.each([
    ['malformed JSON', '{"text": ', 400, 'malformed_json'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), 400, 'malformed_json'],
    ['NUL in a text', '{"text": "a\\u0000b"}', 400, 'malformed_json'],
    ['a lone surrogate', '{"text": "\\ud800"}', 400, 'malformed_json'],
    ['__proto__', '{"text": "a", "__proto__": {"fail": "crash"}}', 400, 'malformed_json'],
    ['constructor', '{"text": "a", "constructor": {}}', 400, 'validation_failed'],
    ['toString', '{"text": "a", "toString": "b"}', 400, 'validation_failed'],
    ['deep nesting', `{"text": ${'['.repeat(40_000)}${']'.repeat(40_000)}}`, 400, 'too_deep'],
    ['a number beyond a double', '{"slowMs": 1e400}', 400, 'number_not_exact'],
    ['2^53+1', '{"slowMs": 9007199254740993}', 400, 'number_not_exact'],
    ['another type', '{"text": {"a": 1}}', 400, 'validation_failed'],
    ['a list', '[]', 400, 'validation_failed'],
    ['null', 'null', 400, 'validation_failed'],
    ['an over-long text', JSON.stringify({ text: 'a'.repeat(1001) }), 400, 'validation_failed'],
    [
      'thousands of unknown members',
      JSON.stringify(Object.fromEntries(Array.from({ length: 6000 }, (_, i) => [`f${i}`, 1]))),
      400,
      'validation_failed',
    ],
    ['too many bytes', JSON.stringify({ text: 'a'.repeat(100_001) }), 413, 'body_too_large'],
  ])('refuses %s', async (_, body, status, code) => {
    expect(await post(body)).toEqual([status, code]);
  });

  it.each([
    ['a form', 'text=a', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['plain text', 'a', { 'Content-Type': 'text/plain' }],
    ['a file', '--x\r\n', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['gzip', gzipSync(JSON.stringify({ text: 'a' })), { 'Content-Encoding': 'gzip' }],
    ['a broken type', '{}', { 'Content-Type': 'application' }],
  ])('takes no %s', async (_, body, headers) => {
    expect(await post(body, headers)).toEqual([415, 'unsupported_media_type']);
  });

  it('takes the last of duplicate keys, and checks it', async () => {
    expect(await post('{"text": "a", "text": 7}')).toEqual([400, 'validation_failed']);
  });

  it('never quotes a body back', async () => {
    const answer = await probe.post('/v1/notes', { text: ['4242424242424242'], '4111111111111111': 1 }, bearer);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('4242424242424242');
  });

  it('cuts a body off that is announced too large, before it came', async () => {
    const text = await raw(
      request('POST /v1/notes', { 'Content-Type': 'application/json', 'Content-Length': '999999999' }),
    );
    expect(statusOf(text)).toBe(413);
  });

  it('cuts a body off that grows beyond the limit in chunks', async () => {
    const chunk = `ffff\r\n${'a'.repeat(0xffff)}\r\n`;
    const head = request('POST /v1/notes', { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' });
    expect(statusOf(await raw(head + chunk + chunk))).toBe(413);
  });
});

it('cuts slow clients off (promise 46)', async () => {
  const length = json('x'.repeat(5000));
  const slow = await Promise.all([
    raw(request('POST /v1/notes', length, '{"text": "'), 'a'),
    raw(request('POST /v1/notes', length)),
    raw('GET /v1/notes HTTP/1.1\r\nHost: x\r\n', 'X: y\r\n'),
    raw('GET /v1/notes HTTP/1.1\r\nHost: x\r\n'),
  ]);
  for (const text of slow) {
    expect(statusOf(text)).toBe(400);
    expect(text).toContain('request_timeout');
  }
});

describe('what every answer carries', () => {
  it('security headers, no X-Powered-By, the context in the handler', async () => {
    const { headers, body } = await probe.send('/v1/notes/public', { headers: { 'X-Request-Id': 'r-7' } });
    expect(body.data).toEqual({ request_id: 'r-7' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect(headers.get('x-powered-by')).toBeNull();
    const posted = await probe.post('/v1/notes', { text: 'context' }, { ...bearer, 'X-Request-Id': 'r-8' });
    expect(posted.body.data).toMatchObject({ request_id: 'r-8', actor: 'user:1' });
    expect(posted.headers.get('ratelimit')).toMatch(/^"caller";r=\d+;t=\d+$/);
    expect(posted.headers.get('ratelimit-policy')).toBe('"caller";q=100000000;w=3600');
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'POST'])('lets the configured origins %s, and no others', async (method) => {
    const ask = async (origin: string) => {
      const headers = {
        Origin: origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'idempotency-key',
      };
      return (await probe.send('/v1/notes', { method: 'OPTIONS', headers })).headers;
    };
    const allowed = await ask('http://localhost:3000');
    expect(allowed.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(allowed.get('access-control-allow-methods')).toContain(method);
    expect(allowed.get('access-control-allow-headers')).toContain('idempotency-key');
    expect((await ask('http://evil.example')).get('access-control-allow-origin')).toBeNull();
  });
});
