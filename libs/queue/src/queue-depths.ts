import type { Redis } from 'ioredis';
import { QUEUE_NAMES, QUEUES, type QueueName } from './queue-registry';

export interface QueueDepth {
  pending: number;
  processing: number;
  delayed: number;
  failed: number;
}

export interface QueueCounts extends QueueDepth {
  /** All messages ever completed, also those that are not kept any more. */
  done: number;
}

export type QueueDepths = Record<QueueName, QueueDepth>;

// BullMQ's own keys. Read in one transaction, so that no message is seen in two states or in none.
const COMMANDS = [
  ['llen', 'wait'],
  ['llen', 'active'],
  ['zcard', 'delayed'],
  ['zcard', 'failed'],
] as const;
const PER_QUEUE = COMMANDS.length + 1;

/** Counts of all queues at one moment. `done` is what the workers count (see the `metrics` option of BullmqStrategy). */
export async function countAll(redis: Redis, keyPrefix: string): Promise<Record<QueueName, QueueCounts>> {
  const commands = QUEUE_NAMES.flatMap((name) => {
    const base = `${keyPrefix}${QUEUES[name].prefix}:${QUEUES[name].name}:`;
    return [...COMMANDS.map(([command, key]) => [command, base + key]), ['hget', `${base}metrics:completed`, 'count']];
  });
  const results = await redis.multi(commands).exec();
  if (!results) throw new Error('Redis did not run the count');
  const numbers = results.map(([error, value]) => {
    if (error) throw error;
    return Number(value ?? 0);
  });
  const counts = QUEUE_NAMES.map((name, i) => {
    const [pending = 0, processing = 0, delayed = 0, failed = 0, done = 0] = numbers.slice(i * PER_QUEUE);
    return [name, { pending, processing, delayed, failed, done }] as const;
  });
  return Object.fromEntries(counts) as Record<QueueName, QueueCounts>;
}
