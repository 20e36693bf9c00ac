import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PlatformTables1760000000000 } from '@libs/persistence';
import { testDatabase, type TestDatabase } from '@libs/testing';
import { NoteTable1760000900000 } from './testing/note.table';

const root = resolve(__dirname, '../../..');
const KEY = { 'X-API-Key': 'sk_probe-key-of-the-tests-0000', 'Content-Type': 'application/json' };
let folder: string;
let store: TestDatabase;
let child: ChildProcess;
let log: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drain-'));
  const swc = join(root, 'node_modules/@swc/cli/bin/swc.js');
  const flags = ['--config-file', '.swcrc', '--only', '**/*.ts', '--ignore', '**/*.spec.ts', '--quiet'];
  execFileSync(process.execPath, [swc, 'libs', '-d', join(folder, 'dist'), ...flags], { cwd: root });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(root, 'config'), join(folder, 'config'));
  store = await testDatabase({ migrations: [PlatformTables1760000000000, NoteTable1760000900000], poolSize: 2 });
}, 30_000);
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => void child.kill('SIGKILL'));

function start(port: number): Promise<number | string> {
  const variables = [`SUBSCRIPTION_PORT=${port}`, `SUBSCRIPTION_DATABASE_URL=${store.url}`];
  const program = join(folder, 'dist/libs/platform/src/testing/probe-process.js');
  child = spawn('/usr/bin/env', [...variables, process.execPath, program], { stdio: ['ignore', 'pipe', 'pipe'] });
  log = '';
  child.stdout?.on('data', (chunk) => (log += chunk));
  child.stderr?.on('data', (chunk) => (log += chunk));
  return new Promise((exited) => child.once('exit', (code, signal) => exited(code ?? signal ?? '')));
}

async function freePort(): Promise<{ port: number; server: Server }> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: (server.address() as AddressInfo).port, server };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 250; tries++) {
    if (await condition().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it did not happen; the process said: ${log}`);
}

it('finishes the requests in hand after SIGTERM, takes no new ones, and ends (promise 10)', async () => {
  const { port, server } = await freePort();
  await new Promise((closed) => server.close(closed));
  const exit = start(port);
  await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok);
  const write = (slowMs: number) =>
    fetch(`http://127.0.0.1:${port}/v1/notes`, {
      method: 'POST',
      headers: { ...KEY, 'Idempotency-Key': `drain ${slowMs}` },
      body: JSON.stringify({ text: 'drained', slowMs }),
    });
  const inHand = [write(1_500), write(2_500)];
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await expect(write(0)).rejects.toThrow();
  expect((await Promise.all(inHand)).map((answer) => answer.status)).toEqual([201, 201]);
  expect(['SIGTERM', 0]).toContain(await exit);
  const rows = await store.database.query(`SELECT 1 FROM note WHERE text LIKE '%drained'`);
  expect(rows).toHaveLength(2);
  expect(log).not.toMatch(/"level":"(error|fatal)"/);
}, 30_000);

it('ends with 1 and one line in the log when it cannot listen', async () => {
  const { port, server } = await freePort();
  const exit = start(port);
  expect(await exit).toBe(1);
  const fatal = log.split('\n').filter((line) => line.includes('"level":"fatal"'));
  expect(fatal).toHaveLength(1);
  expect(JSON.parse(fatal[0] ?? '')).toMatchObject({ event: 'did not start', err: { code: 'EADDRINUSE' } });
  server.close();
}, 20_000);

it('dies of what nobody caught with one line in the log, which quotes nothing (promises 51 to 53)', async () => {
  const { port, server } = await freePort();
  await new Promise((closed) => server.close(closed));
  const exit = start(port);
  await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok);
  const body = JSON.stringify({ text: 'dying', fail: 'die' });
  await fetch(`http://127.0.0.1:${port}/v1/notes`, { method: 'POST', headers: KEY, body }).catch(() => undefined);
  expect(await exit).toBe(1);
  const lines = log.trim().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level: 'fatal', event: 'the process dies of an error' });
  for (const line of lines) expect(line).toMatch(/^\{.*\}$/);
  expect(log).not.toContain('4242424242424242');
}, 20_000);

it('leaves what was begun to be finished by a repeat, when it is killed between the two halves of a request', async () => {
  const { port, server } = await freePort();
  await new Promise((closed) => server.close(closed));
  const later = (slowMs: number) =>
    fetch(`http://127.0.0.1:${port}/v1/notes/later`, {
      method: 'POST',
      headers: { ...KEY, 'Idempotency-Key': 'killed' },
      body: JSON.stringify({ text: 'of the killed', slowMs }),
    });
  const notes = async (half: string) =>
    (await store.database.query(`SELECT 1 FROM note WHERE text = $1`, [`${half} of the killed`])).length;
  const first = start(port);
  await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok);
  const lost = later(5_000).catch(() => undefined);
  await until(async () => (await notes('begun')) === 1);
  child.kill('SIGKILL');
  await Promise.all([first, lost]);

  void start(port);
  await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok);
  expect((await later(5_000)).status).toBe(409);
  await store.database.query(`UPDATE idempotency_key SET leased_until = now() WHERE key = 'killed'`);
  const [finished, meanwhile] = [later(5_000), later(5_000)];
  expect([(await finished).status, (await meanwhile).status].toSorted()).toEqual([201, 409]);
  expect([await notes('begun'), await notes('finished')]).toEqual([1, 1]);
}, 40_000);
