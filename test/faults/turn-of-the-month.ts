import { setTimeout as sleep } from 'node:timers/promises';
import type { JourneyWorld } from './journey';

const DAY_MS = 86_400_000;
/** Over every renewal, and every end of a trial, of what the clients have begun. */
const DAYS = 32;
const LOOK_MS = 1000;
const PATIENCE_MS = 300_000;

/**
 * Moves billing time on until everything that was bought is renewed; who does it may die on the way and is asked again,
 * beside the scheduler, which finds the same work. Returns the instant it went to, in milliseconds since 1970.
 */
export async function turnTheMonth({ client, urls, staffToken: token, witness }: JourneyWorld): Promise<number> {
  const url = `${urls.subscription}/v1/test-clock`;
  const { data: clock } = await client.get({ what: 'look at the clock', url, token });
  const toMs = Date.parse(clock.now) + DAYS * DAY_MS;
  const body = { to: new Date(toMs).toISOString() };
  const ask = {
    what: 'move the clock',
    url: `${url}/advance`,
    token,
    body,
    expected: [400, 409, 422],
    isForgotten: true,
  };
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(LOOK_MS)) {
    const { status, code, text } = await client.post(ask);
    // Its answer was lost: it is there already.
    if (status === 200 || code === 'clock_runs_forward') return toMs;
    if (code !== 'clock_is_moving') witness.outrage(`the clock does not move: ${status} ${text}`);
  }
  witness.outrage(`the clock did not come to ${body.to}`);
  return toMs;
}
