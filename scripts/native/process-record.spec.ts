import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_FOLDER_VARIABLE, identityOf, processesOf, runningRecord, writeRecord } from './process-record';
import { runFolder } from './run-folder';

const home = mkdtempSync(join(tmpdir(), 'run-folder-'));
process.env.BILLING_HOME = home;
const folder = runFolder('/some/where/checkout', 'test');
beforeAll(() => mkdirSync(folder.processes, { recursive: true }));
afterAll(() => rmSync(home, { recursive: true }));

describe('a record', () => {
  it('finds its process as long as it lives', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
    writeRecord(folder, 'worker', child.pid!);
    expect(runningRecord(folder, 'worker')?.pid).toBe(child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(runningRecord(folder, 'worker')).toBeUndefined();
  });

  it('of before a reboot does not take over the process that has its pid now', () => {
    const record = { pid: process.pid, identity: 'another-boot:1', startedAtMs: 0 };
    writeFileSync(join(folder.processes, 'old.json'), JSON.stringify(record));
    expect(runningRecord(folder, 'old')).toBeUndefined();
    expect(identityOf(process.pid)).toBeDefined();
  });

  it('that was cut off is as good as none', () => {
    writeFileSync(join(folder.processes, 'cut.json'), '{"pid": 1');
    expect(runningRecord(folder, 'cut')).toBeUndefined();
  });

  (process.platform === 'linux' ? it : it.skip)('that was lost is made up for by the mark', async () => {
    const env = { ...process.env, [RUN_FOLDER_VARIABLE]: folder.directory };
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore', env });
    expect(processesOf(folder)).toEqual([child.pid]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(processesOf(folder)).toEqual([]);
  });
});
