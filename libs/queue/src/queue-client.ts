import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { AppError } from '@libs/errors';
import { newId } from '@libs/persistence';
import { failedPage, retryFailedJob, type FailedJobsPage } from './failed-set';
import { openQueue } from './open-queue';
import { countAll, type QueueCounts, type QueueDepths } from './queue-depths';
import { QUEUE_NAMES, QUEUES, queueNamed, type QueueName } from './queue-registry';
import { connectProducer } from './redis-connection';
import { serverEpoch, serverProblems } from './redis-health';
import { maxAttempts, policyFor, type QueueSettings } from './retry-policy';

export interface QueueClientOptions {
  redisUrl: string;
  commandTimeoutMs: number;
  settings: QueueSettings;
}

/** A message as the outbox holds it: the envelope without what the queue's policy adds. */
export interface MessageToPublish {
  queue: string;
  envelope: { readonly id: string; readonly action: string };
}

export type JobPresence = 'completed' | 'pending' | 'missing';

/** The producer's side of all queues, over one connection. Refuses at once with `dependency_unavailable` while Redis is away. */
export class QueueClient {
  private readonly redis: Redis;
  private readonly queues = new Map<QueueName, Queue>();

  constructor(private readonly options: QueueClientOptions) {
    this.redis = connectProducer(options.redisUrl, options.commandTimeoutMs);
  }

  get isReady(): boolean {
    return this.redis.status === 'ready';
  }

  /** Puts messages into their queues. A message that is there already, or was completed of late, is not put in twice. */
  async publish(messages: readonly MessageToPublish[]): Promise<void> {
    const byQueue = new Map<QueueName, MessageToPublish[]>();
    for (const message of messages) {
      const name = queueNamed(message.queue);
      byQueue.set(name, [...(byQueue.get(name) ?? []), message]);
    }
    await Promise.all([...byQueue].map(([name, group]) => this.addAll(name, group)));
  }

  /** How many messages each queue holds in each state, counted at one moment. */
  async depths(): Promise<QueueDepths> {
    const counts = await this.counts();
    const depths = QUEUE_NAMES.map((name) => {
      const { pending, processing, delayed, failed } = counts[name];
      return [name, { pending, processing, delayed, failed }] as const;
    });
    return Object.fromEntries(depths) as QueueDepths;
  }

  /** The depths, and beside them all that was ever done: together that is all that was ever put in (promise 19). */
  async counts(): Promise<Record<QueueName, QueueCounts>> {
    return this.command(() => countAll(this.redis, this.options.settings.keyPrefix));
  }

  /** The failed set, newest first. */
  async failedJobs(queue: QueueName, page: { offset: number; limit: number }): Promise<FailedJobsPage> {
    return failedPage(await this.queue(queue), page);
  }

  /** Puts a failed message back with all of its attempts. Refuses with `failed_job_not_found` when it is not in the failed set. */
  async retryFailed(queue: QueueName, jobId: string): Promise<void> {
    await retryFailedJob(await this.queue(queue), this.redis, jobId);
  }

  /** For each id, in order, whether its message was completed, is still somewhere in the queue, or is not there. */
  async jobStates(queue: QueueName, ids: readonly string[]): Promise<JobPresence[]> {
    const base = this.keyBase(queue);
    const scores = await this.pipelined((id) => ['zscore', `${base}:completed`, id], ids);
    const rest = ids.filter((_, i) => scores[i] === null);
    const found = await this.pipelined((id) => ['exists', `${base}:${id}`], rest);
    const present = new Set(rest.filter((_, i) => found[i] === 1));
    return ids.map((id, i) => (scores[i] !== null ? 'completed' : present.has(id) ? 'pending' : 'missing'));
  }

  /** Sentences about what is wrong with the server; none when it may be trusted with messages. */
  async checkServer(): Promise<string[]> {
    return this.command(() => serverProblems(this.redis));
  }

  /** Another text than last time means: Redis was restarted or wiped in between. */
  async epoch(): Promise<string> {
    return this.command(() => serverEpoch(this.redis, this.options.settings.keyPrefix, newId()));
  }

  async ping(): Promise<void> {
    await this.command(() => this.redis.ping());
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    this.redis.disconnect();
  }

  private async addAll(name: QueueName, messages: readonly MessageToPublish[]): Promise<void> {
    const attempts = maxAttempts(policyFor(name, this.options.settings));
    const queue = await this.queue(name);
    const jobs = messages.map(({ envelope }) => ({
      name: envelope.action,
      data: { ...envelope, attempts: 0, max_attempts: attempts },
      opts: { jobId: envelope.id, attempts, backoff: { type: 'policy' } },
    }));
    await this.command(() => queue.addBulk(jobs));
  }

  /** BullMQ's queue object once it is usable. One that could not start is thrown away: it would stay broken. */
  private async queue(name: QueueName): Promise<Queue> {
    return this.command(async () => {
      let queue = this.queues.get(name);
      if (!queue) {
        queue = openQueue(name, this.redis, this.options.settings.keyPrefix);
        this.queues.set(name, queue);
      }
      try {
        await queue.waitUntilReady();
      } catch (error) {
        this.queues.delete(name);
        throw error;
      }
      return queue;
    });
  }

  private async pipelined(command: (id: string) => string[], ids: readonly string[]): Promise<unknown[]> {
    if (ids.length === 0) return [];
    const results = await this.command(() => this.redis.pipeline(ids.map(command)).exec());
    return (results ?? []).map(([error, value]) => {
      if (error) throw error;
      return value;
    });
  }

  private async command<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isReady) throw new AppError('dependency_unavailable', { dependency: 'redis' });
    return work();
  }

  private keyBase(name: QueueName): string {
    return `${this.options.settings.keyPrefix}${QUEUES[name].prefix}:${QUEUES[name].name}`;
  }
}
