import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { loadConfig, type Config } from '@libs/config';
import { configureLogging } from '@libs/observability';
import { done, type JobOutcome, type MessageEnvelope, QueueConsumer, startQueueWorker } from '@libs/queue';

/** What a consumer tells its parent, a hundred times a second. */
export interface Progress {
  consumed: number;
  /** Milliseconds from the publisher's call to the handler, of what came since the last time. */
  latencies: number[];
}

export const BENCH_QUEUE = 'q:pay:refund_initiation';
export const BARE_QUEUE = { prefix: 'bench-bare', name: 'bare' };

/** Comparable between processes, in milliseconds: their `performance` clocks can be seconds apart. */
export const nowMs = () => Date.now();

const progress: Progress = { consumed: 0, latencies: [] };

function count(sentAtMs: number): void {
  progress.consumed += 1;
  progress.latencies.push(nowMs() - sentAtMs);
}

@Controller()
class CountingConsumer {
  @QueueConsumer(BENCH_QUEUE)
  consume(@Payload() envelope: MessageEnvelope<{ sent_at_ms: number }>): JobOutcome {
    count(envelope.payload.sent_at_ms);
    return done();
  }
}

@Module({ controllers: [CountingConsumer] })
class CountingModule {}

/** Lets what is in hand finish: a message that is handled but not acknowledged would be handled again. */
type Close = () => Promise<void>;

async function consumeWithNest({ redis, queues }: Config): Promise<Close> {
  const app = await NestFactory.create(CountingModule, new FastifyAdapter(), { logger: false });
  await startQueueWorker(app, { redisUrl: redis.url, settings: queues });
  return () => app.close();
}

/** BullMQ's own worker with its own defaults, but for the concurrency, which is ours. */
function consumeBare({ redis, queues }: Config): Close {
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  const work = async (job: { data: { payload: { sent_at_ms: number } } }) => count(job.data.payload.sent_at_ms);
  const worker = new Worker(BARE_QUEUE.name, work, {
    connection,
    prefix: BARE_QUEUE.prefix,
    concurrency: queues.concurrency,
  });
  worker.on('error', (error) => console.error(error.message));
  return () => worker.close();
}

async function main(): Promise<void> {
  const config = loadConfig();
  configureLogging({ service: 'bench-consumer', level: 'warn' });
  const close = process.argv[2] === 'bare' ? consumeBare(config) : await consumeWithNest(config);
  setInterval(() => {
    // The parent may have gone in this very moment.
    process.send?.(progress, () => undefined);
    progress.latencies = [];
  }, 10);
  process.once('disconnect', () => void close().finally(() => process.exit(0)));
}

if (require.main === module) void main();
