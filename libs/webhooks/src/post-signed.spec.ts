import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInContext } from '@libs/observability';
import { postSigned } from './post-signed';
import { verifyWebhook } from './webhook-signature';

let server: Server;
let url: string;
let answerWith: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answerWith(request, response, Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const options = { secrets: ['s3cret'], timeoutMs: 1000 };

it('sends what the receiver can verify, with fresh headers at each attempt', async () => {
  let nowSeconds = 1_790_000_000;
  const seen: string[] = [];
  answerWith = (request, response, rawBody) => {
    const { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': signature } = request.headers;
    seen.push(`${String(timestamp)} ${String(signature)}`);
    response.writeHead(verifyWebhook({ ...options, rawBody, timestamp, signature, nowSeconds }).ok ? 200 : 401);
    response.end(String(request.headers['x-request-id']));
  };
  const send = () =>
    runInContext({ requestId: 'r1' }, () => postSigned(url, '{"a": 1}', { ...options, nowSeconds: () => nowSeconds }));
  expect(await send()).toEqual({ status: 200, body: 'r1' });
  nowSeconds += 60;
  expect((await send()).status).toBe(200);
  expect(new Set(seen).size).toBe(2);
});

it('returns a refusal as an answer, and does not follow redirects', async () => {
  answerWith = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end();
  expect((await postSigned(url, '{}', options)).status).toBe(302);
});

it('cuts an endless answer', async () => {
  answerWith = (_, response) => {
    const timer = setInterval(() => response.write('x'.repeat(50_000)), 1);
    response.on('close', () => clearInterval(timer));
  };
  expect((await postSigned(url, '{}', options)).body).toHaveLength(64 * 1024);
});

it.each([
  ['no answer', () => undefined],
  ['half an answer', (_: IncomingMessage, response: ServerResponse) => void response.write('half')],
])('gives up in time on %s', async (_, silent) => {
  answerWith = silent;
  await expect(postSigned(url, '{}', { ...options, timeoutMs: 100 })).rejects.toThrow(/timeout|aborted/);
});

it('refuses to send unsigned', async () => {
  await expect(postSigned(url, '{}', { ...options, secrets: [] })).rejects.toThrow('needs a secret');
});
