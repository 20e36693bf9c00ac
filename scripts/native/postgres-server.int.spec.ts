import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFree } from './ports';
import { postgresAnswers } from './postgres-roles';
import { startPostgres } from './postgres-server';
import { prepareRunFolder, runFolder, type RunFolder } from './run-folder';
import { stopPostgres } from './stop';

const CHECKOUT = join(__dirname, '..', '..');
const FIRST_PORT = 26_100;
const home = mkdtempSync(join(tmpdir(), 'billing native '));
let folder: RunFolder;
let port = FIRST_PORT;

beforeAll(async () => {
  process.env.BILLING_HOME = home;
  // As `mkdtemp` makes it, nobody but its owner may enter, and as root PostgreSQL runs as somebody else.
  chmodSync(home, 0o755);
  while (!(await isFree(port, '127.0.0.1'))) port += 1;
  folder = runFolder(CHECKOUT, 'test');
  prepareRunFolder(folder);
});
afterAll(async () => {
  await stopPostgres(folder);
  rmSync(home, { recursive: true, force: true });
});

/** A first start in a group of processes of its own, killed as soon as `initdb` has begun its work. */
async function startAndKill(): Promise<void> {
  const program = join(process.env.TEST_PROGRAMS ?? join(CHECKOUT, 'dist'), 'scripts', 'native');
  const call = `const { startPostgres } = require(${JSON.stringify(join(program, 'postgres-server.js'))});
    void startPostgres(${JSON.stringify(folder)}, ${port});`;
  const child = spawn(process.execPath, ['-e', call], { detached: true, stdio: 'ignore' });
  const began = ['data', 'data.unfinished'].map((name) => join(folder.postgres, name, 'PG_VERSION'));
  while (!began.some((path) => existsSync(path))) await sleep(1);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await sleep(200);
}

it('starts after a first start that was cut off', async () => {
  await startAndKill();
  await startPostgres(folder, port);
  expect(await postgresAnswers(folder, port)).toBe(true);
}, 60_000);
