import { Redis } from 'ioredis';
import { Instant, MovableClock, SystemClock } from '@libs/calendar';
import { loadConfig } from '@libs/config';
import { BillingTime } from './billing-time';

/** Not the clocks of the processes that use the same Redis. */
const PREFIX = `test-${Date.now()}:`;
const KEY = `${PREFIX}billing:clock_ahead_ms`;
const DAY_MS = 86_400_000;
const redisUrl = process.env.TEST_REDIS_URL ?? loadConfig().redis.url;

describe('billing time of several processes', () => {
  const open: { time: BillingTime; redis: Redis }[] = [];
  let ahead = 0;

  /** As a process has it that is ready. */
  async function process(startsAhead = 0): Promise<BillingTime> {
    const redis = new Redis(redisUrl, { enableOfflineQueue: false });
    await new Promise((resolve) => redis.once('ready', resolve));
    const clock = new MovableClock(new SystemClock());
    clock.runAhead(startsAhead);
    const time = new BillingTime(clock, redis, redisUrl, PREFIX);
    open.push({ time, redis });
    await until(async () => (await redis.pubsub('NUMSUB', `${PREFIX}billing:clock_moved`))[1] === open.length);
    return time;
  }

  afterEach(() => {
    for (const { time, redis } of open.splice(0)) {
      time.stop();
      redis.disconnect();
    }
  });

  it('is moved everywhere before the mover hears that it was', async () => {
    const [mover, follower] = [await process(), await process()];
    ahead += DAY_MS;
    await mover.move(ahead);
    expect([mover.clock.aheadMilliseconds, follower.clock.aheadMilliseconds]).toEqual([ahead, ahead]);
    expect(follower.clock.now().isAfter(Instant.ofEpochMilliseconds(Date.now() + ahead - DAY_MS))).toBe(true);
  });

  it('reaches a process that was not there, and a Redis that forgot', async () => {
    const mover = await process();
    ahead += DAY_MS;
    await mover.move(ahead);
    const { redis } = open[0] as { redis: Redis };
    const late = await process();
    await until(async () => late.clock.aheadMilliseconds === ahead);
    await redis.del(KEY);
    await until(async () => Number(await redis.get(KEY)) === ahead);
  });

  it('is never turned back by an older word', async () => {
    const ahead10 = ahead + 10 * DAY_MS;
    const [mover, follower] = [await process(), await process(ahead10)];
    ahead += DAY_MS;
    await mover.move(ahead);
    expect(follower.clock.aheadMilliseconds).toBe(ahead10);
    ahead = ahead10;
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('waited in vain');
}
