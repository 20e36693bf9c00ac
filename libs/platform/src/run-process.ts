import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigurationMistaken, loadConfig, type Config } from '@libs/config';
import { createHttpApplication } from '@libs/http';
import { collectProcessMetrics, configureLogging, logger, logLastWords, metrics } from '@libs/observability';
import { Database } from '@libs/persistence';
import { QueueClient, startQueueWorker } from '@libs/queue';

/** Open requests and messages in hand get this long after SIGTERM (promise 10). */
const DRAIN_MS_MAX = 14_000;
const GAUGES_MS = 5_000;

export interface ProcessOptions {
  /** `subscription-http`: names the process in logs. */
  name: string;
  module: (config: Config) => DynamicModule;
  port: (config: Config) => number;
  /** Consumes the queues that the module's controllers are marked for. */
  consumesQueues?: boolean;
  bodyBytesMaxByPath?: (config: Config) => Readonly<Record<string, number>>;
  /** Runs before the process listens: documentation, cached routes. */
  prepare?: (app: NestFastifyApplication, config: Config) => void | Promise<void>;
}

/**
 * Starts a process of a service, from configuration to listening. A bad configuration prints all of its mistakes and
 * exits with 1; so does whatever else keeps it from listening, with one line in the log.
 */
export async function runProcess(options: ProcessOptions): Promise<void> {
  try {
    await start(options);
  } catch (error) {
    logger('process').fatal({ err: error }, 'did not start');
    process.exit(1);
  }
}

async function start(options: ProcessOptions): Promise<void> {
  const config = readConfig();
  configureLogging({ service: options.name, level: config.log.level });
  logLastWords();
  collectProcessMetrics();
  const log = logger('process');
  const app = await createHttpApplication(options.module(config), {
    corsOrigins: config.cors.origins,
    trustedProxies: config.limits.trustedProxies,
    bodyBytesMax: config.limits.bodyBytes,
    bodyBytesMaxByPath: options.bodyBytesMaxByPath?.(config),
  });
  await options.prepare?.(app, config);
  if (options.consumesQueues) await startQueueWorker(app, { redisUrl: config.redis.url, settings: config.queues });
  updateGauges(app);
  // A drain that hangs must not keep the process: what it holds is safe in PostgreSQL and comes back.
  process.once('SIGTERM', () => setTimeout(() => process.exit(0), DRAIN_MS_MAX).unref());
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was left alone'));
  await app.listen({ port: options.port(config), host: config.listenHost, backlog: 4096 });
  log.info({ port: options.port(config) }, 'listening');
}

function readConfig(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigurationMistaken)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function updateGauges(app: NestFastifyApplication): void {
  const database = app.get(Database);
  const queues = app.get(QueueClient);
  setInterval(() => {
    metrics.dbPoolUsage.set(database.usage);
    queues.depths().then(setDepths, () => undefined);
  }, GAUGES_MS).unref();
}

function setDepths(depths: Awaited<ReturnType<QueueClient['depths']>>): void {
  for (const [queue, states] of Object.entries(depths)) {
    for (const [state, depth] of Object.entries(states)) metrics.queueDepth.set({ queue, state }, depth);
  }
}
