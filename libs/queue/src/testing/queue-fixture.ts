import { Module, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { loadConfig } from '@libs/config';
import { configureLogging } from '@libs/observability';
import { newId } from '@libs/persistence';
import { QueueClient } from '../queue-client';
import { startQueueWorker } from '../queue-worker';
import type { QueueSettings } from '../retry-policy';

export const testRedisUrl = (): string => process.env.TEST_REDIS_URL ?? loadConfig().redis.url;

/** Retries within milliseconds; locks as short as a test may wait for. */
export const FAST: Omit<QueueSettings, 'keyPrefix'> = {
  maxRetries: 3,
  baseDelaySeconds: 0.02,
  backoffMultiplier: 2,
  maxDelaySeconds: 0.05,
  jitterSeconds: 0,
  lockSeconds: 30,
  stalledCheckSeconds: 1,
  concurrency: 5,
  overrides: {},
};

/** The queues under keys of their own in a shared Redis, and what a test does with them. */
export class QueueFixture {
  readonly settings: QueueSettings;
  readonly client: QueueClient;
  readonly redis: Redis;
  private readonly apps: INestApplication[] = [];

  constructor(
    overrides: Partial<QueueSettings> = {},
    readonly redisUrl = testRedisUrl(),
  ) {
    configureLogging({ service: 'test', level: 'silent' });
    this.settings = { ...FAST, keyPrefix: `t${newId()}:`, ...overrides };
    this.client = new QueueClient({ redisUrl, commandTimeoutMs: 3000, settings: this.settings });
    this.redis = new Redis(testRedisUrl());
  }

  async ready(): Promise<this> {
    await until(() => this.client.isReady);
    return this;
  }

  /** A worker process in this process: a Nest application with these controllers. */
  async work(...controllers: Type[]): Promise<INestApplication> {
    class WorkerModule {}
    Module({ controllers })(WorkerModule);
    const app = await NestFactory.create(WorkerModule, new FastifyAdapter(), { logger: false });
    await startQueueWorker(app, { redisUrl: this.redisUrl, settings: this.settings });
    this.apps.push(app);
    return app;
  }

  /** Everything of these queues is gone from Redis, as after FLUSHALL; other tests' keys stay. */
  async wipe(): Promise<number> {
    const keys = await this.redis.keys(`${this.settings.keyPrefix}*`);
    return keys.length === 0 ? 0 : this.redis.del(...keys);
  }

  async close(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await this.client.close();
    await this.wipe();
    this.redis.disconnect();
  }
}

/** A message as the outbox would hold it. */
export function message(queue: string, payload: object = {}) {
  const id = newId();
  const facts = { action: 'initial', correlation_id: 'sub-1', idempotency_key: id, created_at: '2026-11-20T00:00:00Z' };
  return { queue, envelope: { id, ...facts, request_id: `request-${id}`, payload } };
}

/** Waits until something is so; says what it was waiting for when it never is. */
export async function until(isSo: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain for ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
