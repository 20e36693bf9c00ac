import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Beside the ports of the environment `test`, which goes on meanwhile. */
const FIRST_PORT = 27_900;

describe('faults at random', () => {
  // Short and always the same, so that the suite stays alive; `npm run test:faults` is the long one.
  it('leave every book in agreement with every other', () => {
    const run = join(process.cwd(), 'test', 'faults', 'run.sh');
    const options = ['--minutes', '0.6', '--seed', '57', '--clients', '4', '--settle', '--first-port', `${FIRST_PORT}`];
    const { status, stdout, stderr } = spawnSync(run, options, { encoding: 'utf8' });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  }, 300_000);
});
