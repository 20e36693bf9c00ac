import { Controller } from '@nestjs/common';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { done, type JobOutcome } from './job-outcome';
import { OutboxRelay } from './outbox-relay';
import { QueueConsumer } from './queue-context';
import { OutboxFixture } from './testing/outbox-fixture';
import { message, QueueFixture, testRedisUrl, until } from './testing/queue-fixture';

const QUEUE = 'q:sub:trial_payment';
let handled = 0;

@Controller()
class Counting {
  @QueueConsumer(QUEUE)
  async consume(): Promise<JobOutcome> {
    handled++;
    return done();
  }
}

/** A wire to Redis that can be cut, or made to swallow all. */
class Wire {
  private server?: Server;
  private readonly sockets = new Set<Socket>();
  private port = 0;
  frozen = false;

  async mend(): Promise<string> {
    const target = new URL(testRedisUrl());
    const wire = new URL(target);
    this.server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(from);
        from.on('data', (bytes) => this.frozen || to.write(bytes));
        from.on('close', () => to.destroy());
        from.on('error', () => undefined);
      }
    });
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    wire.host = `127.0.0.1:${this.port}`;
    return wire.toString();
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    this.sockets.forEach((socket) => socket.destroy());
    this.sockets.clear();
    await closed;
  }
}

it('goes on by itself after Redis was away: the producer refuses at once, the relay loses nothing, workers come back', async () => {
  const wire = new Wire();
  const fixture = await new QueueFixture({}, await wire.mend()).ready();
  const outbox = await OutboxFixture.create();
  const relay = new OutboxRelay(outbox.database, fixture.client);
  relay.start();
  await fixture.work(Counting);
  const commit = () => outbox.commit([{ queue: QUEUE, action: 'trial', payload: {} }]);
  await commit();
  await until(() => handled === 1);

  await wire.cut();
  await until(() => !fixture.client.isReady);
  await expect(fixture.client.publish([message(QUEUE)])).rejects.toMatchObject({ code: 'dependency_unavailable' });
  await expect(fixture.client.depths()).rejects.toMatchObject({ code: 'dependency_unavailable' });
  for (let i = 0; i < 50; i++) await commit();
  expect(handled).toBe(1);

  await wire.mend();
  await until(() => handled === 51, 15_000);
  await relay.stop();
  await fixture.close();
  await outbox.close();
  await wire.cut();
}, 40_000);

it('does not wait for ever for a Redis that does not answer', async () => {
  const wire = new Wire();
  const fixture = await new QueueFixture({}, await wire.mend()).ready();
  await fixture.client.publish([message(QUEUE)]);
  wire.frozen = true;
  await expect(fixture.client.publish([message(QUEUE)])).rejects.toThrow();
  await expect(fixture.client.depths()).rejects.toThrow();
  wire.frozen = false;
  await wire.cut();
  await until(() => !fixture.client.isReady);
  await wire.mend();
  await until(() => fixture.client.isReady);
  await fixture.client.publish([message(QUEUE)]);
  await fixture.close();
  await wire.cut();
}, 40_000);

it('says what is wrong with a Redis that evicts', async () => {
  const fixture = await new QueueFixture().ready();
  const [, policy] = (await fixture.redis.config('GET', 'maxmemory-policy')) as [string, string];
  try {
    await fixture.redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await fixture.client.checkServer()).toEqual([expect.stringContaining('noeviction')]);
  } finally {
    await fixture.redis.config('SET', 'maxmemory-policy', policy);
  }
  expect(await fixture.client.checkServer()).toEqual([]);
  await fixture.close();
});
