import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { logger } from '@libs/observability';
import { JobRunner } from './job-runner';
import { QUEUES, queueNamed, type QueueName } from './queue-registry';
import { connectWorker } from './redis-connection';
import { delayBefore, policyFor, type QueueSettings } from './retry-policy';

/**
 * A message that outlived this many crashed workers is likely what kills them. High, because a crash proves little about
 * the message: two in a row must not lose its effect (promise 14), and BullMQ's own limit is one.
 */
const CRASHES_MAX = 20;
/** A frozen or lost Redis is asked again this soon; BullMQ's default of 15 s would keep messages waiting. */
const RECOVERY_DELAY_MS = 1000;
/** Within the 15 s that a process has to drain (promise 10). */
const CLOSE_SECONDS_MAX = 12;

const log = logger('queue');

export interface QueueWorkerOptions {
  redisUrl: string;
  settings: QueueSettings;
}

/** Nest's transport over BullMQ: each method marked with `@QueueConsumer` becomes the worker of its queue. */
export class BullmqStrategy extends Server implements CustomTransportStrategy {
  private readonly workers: Worker[] = [];
  private redis?: Redis;

  constructor(private readonly options: QueueWorkerOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    try {
      this.redis = connectWorker(this.options.redisUrl);
      for (const [pattern, handler] of this.messageHandlers) {
        this.workers.push(this.consume(queueNamed(pattern), handler, this.redis));
      }
      // Redis may come later: workers begin when it does, readiness tells until then.
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Takes no more messages and lets those in hand finish; what takes too long is left to another worker. */
  async close(): Promise<void> {
    const drained = Promise.all(this.workers.map((worker) => worker.close())).then(() => true);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), CLOSE_SECONDS_MAX * 1000);
    });
    if (!(await Promise.race([drained, tooLong]))) log.warn('gave up waiting for messages in hand');
    clearTimeout(timer);
    this.redis?.disconnect();
  }

  on(event: string, callback: Function): void {
    for (const worker of this.workers) worker.on(event as 'error', callback as (error: Error) => void);
  }

  unwrap<T>(): T {
    return this.workers as T;
  }

  private consume(queue: QueueName, handler: MessageHandler, connection: Redis): Worker {
    const { name, prefix } = QUEUES[queue];
    const policy = policyFor(queue, this.options.settings);
    const runner = new JobRunner(queue, handler);
    const worker = new Worker(name, (job, token = '') => runner.run(job, token), {
      connection,
      prefix: this.options.settings.keyPrefix + prefix,
      concurrency: policy.concurrency,
      lockDuration: policy.lockSeconds * 1000,
      stalledInterval: policy.stalledCheckSeconds * 1000,
      maxStalledCount: CRASHES_MAX,
      runRetryDelay: RECOVERY_DELAY_MS,
      // Counts every completion for ever; one point is kept for each minute of a day.
      metrics: { maxDataPoints: 1440 },
      settings: { backoffStrategy: (attempt) => delayBefore(attempt, policy, Math.random) },
    });
    worker.on('error', (error) => log.warn({ err: error, queue }, 'worker is in trouble'));
    worker.on('stalled', (jobId) =>
      log.warn({ queue, jobId }, 'a worker died over this message; it is taken up again'),
    );
    return worker;
  }
}
