import 'reflect-metadata';
import { appendFileSync } from 'node:fs';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { done, type JobOutcome } from '../job-outcome';
import type { MessageEnvelope } from '../message-envelope';
import { QueueConsumer } from '../queue-context';
import { startQueueWorker } from '../queue-worker';
import type { QueueSettings } from '../retry-policy';

interface Order {
  redisUrl: string;
  settings: QueueSettings;
  journal: string;
  hang: boolean;
}

/** Started as a process of its own, so that a test can kill it in the middle of a message. */
const order = JSON.parse(process.argv[2] ?? '{}') as Order;

@Controller()
class Journaling {
  @QueueConsumer('q:pay:refund_initiation')
  async consume(@Payload() envelope: MessageEnvelope): Promise<JobOutcome> {
    appendFileSync(order.journal, `begun ${envelope.attempts}\n`);
    if (order.hang) await new Promise(() => setInterval(() => undefined, 1000));
    appendFileSync(order.journal, `done ${envelope.attempts}\n`);
    return done();
  }
}

@Module({ controllers: [Journaling] })
class CrashingWorker {}

async function main(): Promise<void> {
  const app = await NestFactory.create(CrashingWorker, new FastifyAdapter(), { logger: false });
  app.enableShutdownHooks();
  await startQueueWorker(app, { redisUrl: order.redisUrl, settings: order.settings });
}

void main();
