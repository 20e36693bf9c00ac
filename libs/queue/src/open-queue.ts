import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUES, type QueueName } from './queue-registry';

/**
 * Completed messages stay visible for an hour, or until this many came after them. The outbox relay must meet a message
 * before it goes (2 s after publishing it): 50,000 covers that at 10,000 messages a second, in some 60 MB of Redis.
 */
const KEPT_COMPLETED = { age: 3600, count: 50_000 };

/** BullMQ's own object for a queue, for producers and for the dashboard. The connection reports its own outages. */
export function openQueue(name: QueueName, connection: Redis, keyPrefix: string): Queue {
  const queue = new Queue(QUEUES[name].name, {
    connection,
    prefix: keyPrefix + QUEUES[name].prefix,
    defaultJobOptions: { removeOnComplete: KEPT_COMPLETED, removeOnFail: false, stackTraceLimit: 5 },
  });
  queue.on('error', () => undefined);
  return queue;
}
