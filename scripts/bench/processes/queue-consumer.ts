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

/** Comparable between processes of one machine, in milliseconds. */
export const nowMs = () => performance.timeOrigin + performance.now();

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

async function consumeWithNest({ redis, queues }: Config): Promise<void> {
  const app = await NestFactory.create(CountingModule, new FastifyAdapter(), { logger: false });
  await startQueueWorker(app, { redisUrl: redis.url, settings: queues });
}

/** BullMQ's own worker with its own defaults, but for the concurrency, which is ours. */
function consumeBare({ redis, queues }: Config): void {
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  const work = async (job: { data: { sent_at_ms: number } }) => count(job.data.sent_at_ms);
  const worker = new Worker(BARE_QUEUE.name, work, {
    connection,
    prefix: BARE_QUEUE.prefix,
    concurrency: queues.concurrency,
  });
  worker.on('error', (error) => console.error(error.message));
}

async function main(): Promise<void> {
  const config = loadConfig();
  configureLogging({ service: 'bench-consumer', level: 'warn' });
  if (process.argv[2] === 'bare') consumeBare(config);
  else await consumeWithNest(config);
  setInterval(() => {
    process.send?.(progress);
    progress.latencies = [];
  }, 10);
  process.once('disconnect', () => process.exit(0));
}

if (require.main === module) void main();
