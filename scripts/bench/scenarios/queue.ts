import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolve } from 'node:path';
import { Database, Outbox, newId } from '@libs/persistence';
import { OutboxRelay, QueueClient } from '@libs/queue';
import { type Bench, type Scenario, WARM_UP_SECONDS, inTurns, preload } from '../bench';
import type { Line } from '../measurement';
import { BARE_QUEUE, BENCH_QUEUE, nowMs } from '../processes/queue-consumer';
import { ConsumerProcess, queueLoad } from '../queue-load';

const BATCH = 100;
const LANES = 2;
/** The configured concurrency waits for round trips to Redis; with this one the processor is what is short. */
const HIGH_CONCURRENCY = 64;
/** Requests that commit a message each, at the same time. */
const OUTBOX_LANES = 16;
/** Fractions of bare BullMQ: 4,000 and 8,000 of 29,000 a second. */
const GOALS = { required: 4 / 29, goal: 8 / 29 };

/** Messages from the publisher's call to the handler, through our client and consumer, against BullMQ alone. */
export const queueScenario: Scenario = {
  name: 'queue',
  async run(bench): Promise<Line[]> {
    const { redis, queues } = bench.environment.launcher.config;
    const client = new QueueClient({ redisUrl: redis.url, commandTimeoutMs: 10_000, settings: queues });
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const bareQueue = new Queue(BARE_QUEUE.name, { connection, prefix: BARE_QUEUE.prefix });
    while (!client.isReady) await sleep(20);
    try {
      const lines: Line[] = [];
      for (const concurrency of [queues.concurrency, HIGH_CONCURRENCY]) {
        lines.push(await throughQueue(bench, { client, bareQueue, concurrency }));
      }
      return [...lines, await throughOutbox(bench, client)];
    } finally {
      await client.close();
      await bareQueue.close();
      connection.disconnect();
    }
  },
};

interface Route {
  client: QueueClient;
  bareQueue: Queue;
  concurrency: number;
}

async function throughQueue(bench: Bench, { client, bareQueue, concurrency }: Route): Promise<Line> {
  const { environment, seconds } = bench;
  const profile = consumerProfile(bench);
  const variables = { QUEUE_CONCURRENCY: String(concurrency) };
  const [ours, bare] = [
    await ConsumerProcess.start(environment, 'nest', { ...variables, ...profile.variables }),
    await ConsumerProcess.start(environment, 'bare', variables),
  ];
  const publishOurs = async () => {
    await client.publish(Array.from({ length: BATCH }, message));
    return BATCH;
  };
  const publishBare = async () => {
    const opts = { removeOnComplete: true };
    await bareQueue.addBulk(Array.from({ length: BATCH }, () => ({ name: 'bench', data: message().envelope, opts })));
    return BATCH;
  };
  const watched = environment.watch([]);
  const here = (duration = seconds) =>
    queueLoad({ publish: publishOurs, lanes: LANES, seconds: duration }, ours, watched);
  const top = (duration = seconds) =>
    queueLoad({ publish: publishBare, lanes: LANES, seconds: duration }, bare, watched);
  try {
    await here(WARM_UP_SECONDS);
    await top(WARM_UP_SECONDS);
    const what = `publish to handler, batches of ${BATCH}, concurrency ${concurrency}`;
    const measured = await inTurns(bench, what, { here: () => here(), ceiling: () => top() });
    if (profile.file) {
      ours.signal();
      await here();
      ours.signal();
      await sleep(1000);
    }
    return { scenario: 'queue', what, against: 'bare BullMQ', ...measured, goals: GOALS };
  } finally {
    await Promise.all([ours.stop(), bare.stop()]);
  }
}

/** For the record: each message in a transaction of its own, as requests write them, and from there to the handler. */
async function throughOutbox(bench: Bench, client: QueueClient): Promise<Line> {
  const { environment, seconds } = bench;
  const options = { ...environment.launcher.config.subscriptionDatabase, applicationName: 'bench' };
  const database = await Database.connect(options);
  const outbox = new Outbox(database);
  const relay = new OutboxRelay(database, client);
  const consumer = await ConsumerProcess.start(environment, 'nest');
  const publish = async () => {
    const { queue, envelope } = message();
    await database.transaction(() =>
      outbox.add([
        {
          queue,
          action: envelope.action,
          correlationId: 'bench',
          idempotencyKey: envelope.id,
          payload: envelope.payload,
        },
      ]),
    );
    return 1;
  };
  try {
    relay.start();
    const run = (duration = seconds) =>
      queueLoad({ publish, lanes: OUTBOX_LANES, seconds: duration }, consumer, environment.watch([]));
    await run(WARM_UP_SECONDS);
    const what = `outbox to handler, ${OUTBOX_LANES} transactions at a time of one message each`;
    return { scenario: 'queue', what, ...(await inTurns(bench, what, { here: () => run() })) };
  } finally {
    await consumer.stop();
    await relay.stop();
    await database.close();
  }
}

function consumerProfile({ profileFolder }: Bench) {
  if (!profileFolder) return { variables: {}, file: undefined };
  const file = resolve(profileFolder, 'queue.consumer.cpuprofile');
  return { variables: { NODE_OPTIONS: `--require ${preload('profile-cpu')}`, BENCH_PROFILE_FILE: file }, file };
}

function message() {
  const id = newId();
  const sentAt = nowMs();
  const facts = { action: 'refund', correlation_id: 'bench', idempotency_key: id, request_id: `bench-${id}` };
  const created = new Date(sentAt).toISOString();
  return { queue: BENCH_QUEUE, envelope: { id, ...facts, created_at: created, payload: { sent_at_ms: sentAt } } };
}
