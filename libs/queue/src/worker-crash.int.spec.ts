import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { message, QueueFixture, testRedisUrl, until } from './testing/queue-fixture';

const QUEUE = 'q:pay:refund_initiation';
const root = resolve(__dirname, '../../..');
let folder: string;
const children: ChildProcess[] = [];

// The worker that is killed has to be a process, so it runs compiled code.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'worker-crash-'));
  const swc = join(root, 'node_modules/@swc/cli/bin/swc.js');
  const flags = ['--config-file', '.swcrc', '--only', '**/*.ts', '--ignore', '**/*.spec.ts', '--quiet'];
  execFileSync(process.execPath, [swc, 'libs', '-d', join(folder, 'dist'), ...flags], { cwd: root });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

it('does not lose the effect of a message over which two workers were killed', async () => {
  const fixture = await new QueueFixture({ lockSeconds: 1, stalledCheckSeconds: 0.5 }).ready();
  const journal = join(folder, 'journal');
  const lines = () => (existsSync(journal) ? readFileSync(journal, 'utf8').trim().split('\n') : []);
  const start = (hang: boolean): ChildProcess => {
    const order = { redisUrl: testRedisUrl(), settings: fixture.settings, journal, hang };
    const program = join(folder, 'dist/libs/queue/src/testing/crashing-worker.js');
    const child = spawn(process.execPath, [program, JSON.stringify(order)], { stdio: 'ignore' });
    children.push(child);
    return child;
  };
  await fixture.client.publish([message(QUEUE)]);
  for (const crash of [1, 2]) {
    const victim = start(true);
    await until(() => lines().length === crash, 20_000);
    victim.kill('SIGKILL');
  }
  const survivor = start(false);
  await until(async () => (await fixture.client.counts())[QUEUE].done === 1, 20_000);
  // Crashes are not attempts: the message still has all of its own.
  expect(lines()).toEqual(['begun 1', 'begun 1', 'begun 1', 'done 1']);

  const exit = new Promise((exited) => survivor.once('exit', (code, signal) => exited(code ?? signal)));
  survivor.kill('SIGTERM');
  expect(['SIGTERM', 0]).toContain(await exit);
  await fixture.close();
}, 90_000);
