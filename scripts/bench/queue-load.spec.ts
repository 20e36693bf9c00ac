import { setTimeout as sleep } from 'node:timers/promises';
import { UNDERWAY_MAX, queueLoad } from './queue-load';

/** A queue in memory: what is published arrives after a while, or never when `loses`. */
function slowQueue({ loses = 0 } = {}) {
  const consumer = { consumed: 0, latencies: [] as number[], pid: 0 };
  let underway = 0;
  let underwayMost = 0;
  let published = 0;
  const publish = async () => {
    const lost = published < loses ? 10 : 0;
    published += 10;
    underway += 10;
    underwayMost = Math.max(underwayMost, underway);
    setTimeout(() => {
      consumer.consumed += 10 - lost;
      consumer.latencies.push(30);
      underway -= 10;
    }, 30);
    await sleep(1);
    return 10;
  };
  return { consumer, publish, underwayMost: () => underwayMost, published: () => published };
}

test('lanes that publish at the same time together stay below what may be under way', async () => {
  const queue = slowQueue();
  const lanes = 16;
  const sample = await queueLoad({ publish: queue.publish, lanes, seconds: 0.3 }, queue.consumer, {});
  expect(queue.published()).toBeGreaterThan(UNDERWAY_MAX);
  expect(queue.underwayMost()).toBeLessThan(UNDERWAY_MAX + lanes * 10);
  expect(sample).toMatchObject({ failed: 0, p50Ms: 30, p99Ms: 30 });
  expect(queue.consumer.consumed).toBe(queue.published());
});

test('a message that never arrives has failed', async () => {
  const queue = slowQueue({ loses: 10 });
  const sample = await queueLoad(
    { publish: queue.publish, lanes: 1, seconds: 0.05, arrivalMsMax: 300 },
    queue.consumer,
    {},
  );
  expect(sample.failed).toBe(10);
});
