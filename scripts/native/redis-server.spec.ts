import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { redisPid } from './redis-server';
import type { RunFolder } from './run-folder';

const directory = mkdtempSync(join(tmpdir(), 'redis-server-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('takes nobody else for Redis who looks around in its folder', async () => {
  const folder = { processes: join(directory, 'processes'), redis: join(directory, 'redis') } as RunFolder;
  mkdirSync(folder.redis);
  const visitor = spawn('sleep', ['60'], { cwd: folder.redis });
  await sleep(100);
  expect(redisPid(folder)).toBeUndefined();
  visitor.kill();
});
