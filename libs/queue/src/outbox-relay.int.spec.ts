import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { currentContext, runInContext } from '@libs/observability';
import { consumeOnce } from './inbox';
import { done, type JobOutcome } from './job-outcome';
import type { MessageEnvelope } from './message-envelope';
import { OutboxRelay } from './outbox-relay';
import { BATCH } from './outbox-store';
import { QueueConsumer } from './queue-context';
import { OutboxFixture } from './testing/outbox-fixture';
import { QueueFixture, until } from './testing/queue-fixture';

const QUEUE = 'q:sub:plan_change';
let fixture: QueueFixture;
let outbox: OutboxFixture;
let relay: OutboxRelay;
let deliveries = 0;

@Controller()
class EffectConsumer {
  @QueueConsumer(QUEUE)
  async consume(@Payload() envelope: MessageEnvelope): Promise<JobOutcome> {
    deliveries++;
    await outbox.database.transaction(async (tx) => {
      if (await consumeOnce(tx, 'effects', envelope.id)) {
        await tx.query('INSERT INTO effect (message_id, note) VALUES ($1, $2)', [
          envelope.id,
          currentContext()?.requestId,
        ]);
      }
    });
    return done();
  }
}

beforeEach(async () => {
  deliveries = 0;
  [fixture, outbox] = await Promise.all([new QueueFixture().ready(), OutboxFixture.create()]);
  relay = new OutboxRelay(outbox.database, fixture.client);
});
afterEach(async () => {
  await relay.stop();
  await fixture.close();
  await outbox.close();
});
const messages = (count: number) =>
  Array.from({ length: count }, () => ({ queue: QUEUE, action: 'upgrade', payload: {} }));
const counts = async () => (await fixture.client.counts())[QUEUE];

it('publishes by the commit itself, carries the request id, and forgets a message once it was completed', async () => {
  let letPollsGoOn: (epoch: string) => void = () => undefined;
  // Each poll begins with this question, and gets no answer: only the kick of the commit can publish.
  jest
    .spyOn(fixture.client, 'epoch')
    .mockImplementationOnce(() => new Promise<string>((resolve) => (letPollsGoOn = resolve)));
  relay.start();
  await fixture.work(EffectConsumer);
  await until(() => fixture.client.isReady);
  await runInContext({ requestId: 'request-7' }, () => outbox.commit(messages(1)));
  await until(async () => (await outbox.count('effect')) === 1);
  letPollsGoOn('');
  expect(await outbox.database.query('SELECT note FROM effect')).toEqual([{ note: 'request-7' }]);
  await until(async () => (await outbox.count('outbox_message')) === 0);
});

it('publishes what a process left behind that died before its kick', async () => {
  await outbox.commit(messages(3));
  expect((await counts()).pending).toBe(0);
  relay.start();
  await until(async () => (await counts()).pending === 3);
});

it('publishes what was claimed by a relay that died before it published', async () => {
  await outbox.commit(messages(2));
  await outbox.database.query(`UPDATE outbox_message SET published_at = now(), check_at = now() + interval '1 second'`);
  relay.start();
  await until(async () => (await counts()).pending === 2);
});

it('has one effect per message, also with three relays and a Redis that was wiped twice', async () => {
  const relays = [relay, ...[1, 2].map(() => new OutboxRelay(outbox.database, fixture.client))];
  relays.forEach((each) => each.start());
  const total = BATCH + 100;
  await outbox.commit(messages(total));
  await until(async () => (await counts()).pending === total);
  expect(await fixture.wipe()).toBeGreaterThan(total);
  await until(async () => (await counts()).pending === total);

  await fixture.work(EffectConsumer);
  await until(async () => (await outbox.count('effect')) > 100);
  await fixture.wipe();
  await until(async () => (await outbox.count('effect')) === total, 60_000);
  await until(async () => (await outbox.count('outbox_message')) === 0, 60_000);
  expect(await outbox.count('effect')).toBe(total);
  await Promise.all(relays.map((each) => each.stop()));
}, 150_000);

it('notices a wipe by itself, however far off the next look at its messages is', async () => {
  relay.start();
  await outbox.commit(messages(5));
  await until(async () => (await counts()).pending === 5);
  await new Promise((resolve) => setTimeout(resolve, 1200)); // It has seen the Redis that is going to be wiped.
  await outbox.database.query(`UPDATE outbox_message SET check_at = now() + interval '1 hour'`);
  await fixture.wipe();
  await until(async () => (await counts()).pending === 5, 4000);
});

it('looks less and less often at a message that stays in its queue, and keeps it', async () => {
  relay.start();
  await outbox.commit(messages(1));
  await until(async () => (await counts()).pending === 1);
  await outbox.database.query(`UPDATE outbox_message SET published_at = now() - interval '1 minute', check_at = now()`);
  const pause = async () => {
    const [row] = await outbox.database.query<{ seconds: number }>(
      'SELECT EXTRACT(EPOCH FROM check_at - now())::float8 AS seconds FROM outbox_message',
    );
    return row?.seconds ?? 0;
  };
  await until(async () => (await pause()) > 50);
  expect(await pause()).toBeLessThan(65);
});

it('gives a message that is delivered twice at once one effect', async () => {
  relay.start();
  await fixture.work(EffectConsumer);
  await outbox.commit(messages(1));
  await until(async () => (await counts()).done === 1);
  const [row] = await outbox.database.query<{ message_id: string }>('SELECT message_id FROM effect');
  const consumer = new EffectConsumer();
  const again = { id: row?.message_id } as MessageEnvelope;
  await Promise.all(Array.from({ length: 10 }, () => consumer.consume(again)));
  expect(deliveries).toBe(11);
  expect(await outbox.count('effect')).toBe(1);
});

it('has no message in two states or in none at any moment', async () => {
  const total = 1000;
  const publishing = (async () => {
    for (let i = 0; i < total; i += 500) {
      await fixture.client.publish(
        Array.from({ length: 500 }, (_, n) => {
          const id = `00000000-0000-7000-8000-${String(i + n).padStart(12, '0')}`;
          const facts = { correlation_id: 'c', idempotency_key: id, created_at: '2026-11-20T00:00:00Z', payload: {} };
          return { queue: QUEUE, envelope: { id, action: 'upgrade', ...facts } };
        }),
      );
    }
  })();
  await publishing;
  await fixture.work(EffectConsumer);
  const seen = new Set<number>();
  for (;;) {
    const { pending, processing, delayed, failed, done: finished } = await counts();
    seen.add(pending + processing + delayed + failed + finished);
    if (finished === total) break;
  }
  expect([...seen]).toEqual([total]);
}, 30_000);
