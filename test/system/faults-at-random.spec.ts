import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Beside the ports of the environment `test`, which goes on meanwhile, and rarely those of another checkout's run. */
const FIRST_PORT = 27_900 + 100 * (process.pid % 10);

/** Short and always the same, so that the suite stays alive; `npm run test:faults` is the long one. */
function run(...options: string[]): { status: number | null; said: string } {
  const program = join(process.cwd(), 'test', 'faults', 'run.sh');
  const all = [...options, '--seed', '57', '--clients', '4', '--settle', '--first-port', `${FIRST_PORT}`];
  const { status, stdout, stderr } = spawnSync(program, all, { encoding: 'utf8' });
  return { status, said: status === 0 ? '' : stdout + stderr };
}

describe('after', () => {
  it('faults at random, every book agrees with every other', () => {
    expect(run('--minutes', '0.6')).toEqual({ status: 0, said: '' });
  }, 300_000);

  it('disks that were full, nothing acknowledged is lost (as root; skipped elsewhere)', () => {
    expect(run('--minutes', '0.5', '--full-disk')).toEqual({ status: 0, said: '' });
  }, 300_000);
});
