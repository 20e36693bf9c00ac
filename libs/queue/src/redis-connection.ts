import { Redis } from 'ioredis';
import { logger } from '@libs/observability';

const log = logger('queue');

/** Reconnects for ever, at most a second apart: a restarted Redis finds all of its clients back at once. */
const retryStrategy = (times: number): number => Math.min(times * 100, 1000);

/** For producers: a command fails soon while Redis is away, it is never kept for later in memory. */
export function connectProducer(url: string, commandTimeoutMs: number): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    // BullMQ wants null; commandTimeout bounds the wait instead.
    maxRetriesPerRequest: null,
    autoResendUnfulfilledCommands: false,
    connectTimeout: commandTimeoutMs,
    commandTimeout: commandTimeoutMs,
    retryStrategy,
  });
  return logOutages(redis);
}

/** For workers: commands wait until Redis is back, since what they say must not be lost. */
export function connectWorker(url: string): Redis {
  return logOutages(new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 5000, retryStrategy }));
}

/** One line when the connection is lost and one when it is back, however often ioredis tries in between. */
function logOutages(redis: Redis): Redis {
  let lost = false;
  redis.on('error', (error: Error) => {
    if (!lost) log.warn({ err: error }, 'Redis is not reachable');
    lost = true;
  });
  redis.on('ready', () => {
    if (lost) log.info('Redis is reachable again');
    lost = false;
  });
  return redis;
}
