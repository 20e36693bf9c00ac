import { Module, type DynamicModule, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Redis } from 'ioredis';
import {
  BILLING_CLOCK,
  MovableClock,
  REAL_CLOCK,
  SystemClock,
  type BillingClock,
  type RealClock,
} from '@libs/calendar';
import { CONFIG, type Config, type DatabaseConfig } from '@libs/config';
import {
  AccessGuard,
  AnswerVault,
  Authenticator,
  Health,
  HealthController,
  Finishers,
  IdempotencyInterceptor,
  RateLimit,
  TokenVerifier,
  type ApiKeySource,
  type HealthCheck,
  type KeySource,
} from '@libs/http';
import { Database, Outbox } from '@libs/persistence';
import { QueueClient, QueueModule } from '@libs/queue';
import { BillingTime } from './billing-time';
import { RedisSessionRevocations } from './session-revocations';
import { databaseCheck, databaseWriteCheck, otherServiceCheck, queuesCheck, redisCheck } from './service-checks';

export const SERVICE_VERSION = '0.1.0';

export interface PlatformOptions {
  config: Config;
  /** As health answers, logs and PostgreSQL's activity view show it. */
  name: string;
  database: DatabaseConfig;
  entities?: readonly (new () => object)[];
  /** The address of the service this one depends on, for the deep check. */
  otherService: { name: string; url: string };
  keySource: (config: Config) => KeySource;
  apiKeySource: (config: Config, database: Database) => ApiKeySource;
  healthChecks?: readonly HealthCheck[];
  /** False: other processes of the service bring its messages into the queues. */
  relaysOutbox?: boolean;
  /** By how many milliseconds billing time was moved ahead, as the service that keeps it knows. */
  clockAhead?: (database: Database) => Promise<number>;
}

/** What every process of both services stands on. Global: features inject from it and import nothing. */
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly redis: Redis,
    private readonly revocations: RedisSessionRevocations,
    private readonly billingTime: BillingTime,
  ) {}

  static register(options: PlatformOptions): DynamicModule {
    const { config } = options;
    const providers = [...storage(options), ...clocks(options), ...access(options), health(options)];
    return {
      module: PlatformModule,
      global: true,
      imports: [
        QueueModule.register(
          {
            redisUrl: config.redis.url,
            commandTimeoutMs: config.redis.commandTimeoutMs,
            settings: config.queues,
          },
          options.relaysOutbox,
        ),
      ],
      controllers: [HealthController],
      providers,
      exports: providers.map((provider) => (typeof provider === 'function' ? provider : provider.provide)),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.revocations.stop();
    this.billingTime.stop();
    this.redis.disconnect();
    await this.database.close();
  }
}

function storage({ config, name, database, entities }: PlatformOptions): Provider[] {
  return [
    { provide: CONFIG, useValue: config },
    { provide: Database, useFactory: () => Database.connect({ ...database, applicationName: name, entities }) },
    { provide: Outbox, useFactory: (db: Database) => new Outbox(db), inject: [Database] },
    { provide: Redis, useFactory: () => connectRedis(config) },
  ];
}

/** Billing time follows real time, except where configuration lets it be moved: never in production. */
function clocks({ config, clockAhead }: PlatformOptions): Provider[] {
  return [
    { provide: REAL_CLOCK, useClass: SystemClock },
    {
      provide: BillingTime,
      useFactory: async (redis: Redis, database: Database, real: RealClock) => {
        const clock = new MovableClock(real);
        if (!config.testClock) return new BillingTime(clock, redis, null);
        if (clockAhead) clock.runAhead(await clockAhead(database));
        return new BillingTime(clock, redis, config.redis.url, config.queues.keyPrefix);
      },
      inject: [Redis, Database, REAL_CLOCK],
    },
    {
      provide: BILLING_CLOCK,
      useFactory: (time: BillingTime): BillingClock => (config.testClock ? time.clock : new SystemClock()),
      inject: [BillingTime],
    },
  ];
}

function access({ config, keySource, apiKeySource }: PlatformOptions): Provider[] {
  return [
    {
      provide: RedisSessionRevocations,
      useFactory: (redis: Redis, clock: RealClock) =>
        new RedisSessionRevocations(redis, clock, config.auth.accessTokenSeconds),
      inject: [Redis, REAL_CLOCK],
    },
    { provide: AnswerVault, useFactory: () => new AnswerVault(config.auth.storedAnswerSecret) },
    {
      provide: Authenticator,
      useFactory: (database: Database, revocations: RedisSessionRevocations) =>
        new Authenticator(
          new TokenVerifier(keySource(config), config.auth),
          apiKeySource(config, database),
          revocations,
        ),
      inject: [Database, RedisSessionRevocations],
    },
    {
      provide: AccessGuard,
      useFactory: (reflector: Reflector, authenticator: Authenticator, redis: Redis) =>
        new AccessGuard(reflector, authenticator, accessLimits(config, redis), config.webhooks),
      inject: [Reflector, Authenticator, Redis],
    },
    { provide: Finishers, useFactory: () => new Finishers() },
    {
      provide: IdempotencyInterceptor,
      useFactory: (reflector: Reflector, database: Database, vault: AnswerVault, finishers: Finishers) =>
        new IdempotencyInterceptor(reflector, database, vault, finishers),
      inject: [Reflector, Database, AnswerVault, Finishers],
    },
  ];
}

function accessLimits({ limits }: Config, redis: Redis) {
  return {
    perCaller: new RateLimit(redis, { name: 'caller', points: limits.perCallerPerHour, windowSeconds: 3600 }),
    perAddress: new RateLimit(redis, { name: 'address', points: limits.perAddressPerHour, windowSeconds: 3600 }),
    strictPerAddress: new RateLimit(redis, { name: 'auth', points: limits.authPerAddressPerMinute, windowSeconds: 60 }),
  };
}

function health(options: PlatformOptions): Provider {
  return {
    provide: Health,
    useFactory: (database: Database, queues: QueueClient) =>
      new Health(
        options.name,
        SERVICE_VERSION,
        [databaseCheck(database), redisCheck(queues), queuesCheck(queues), ...(options.healthChecks ?? [])],
        [databaseWriteCheck(database), otherServiceCheck(options.otherService.name, options.otherService.url)],
      ),
    inject: [Database, QueueClient],
  };
}

/** Longer than Redis ever takes for a limit; short enough for the requests that wait for it meanwhile. */
const SILENCE_MS_MAX = 1_000;

/** For limits and news, not for queues: a command that cannot be sent at once fails, and the request goes on without. */
function connectRedis(config: Config): Redis {
  const redis = new Redis(config.redis.url, {
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    commandTimeout: config.redis.commandTimeoutMs,
    // One request finds out that Redis is frozen; while the connection is made again the others do not ask it.
    socketTimeout: SILENCE_MS_MAX,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  // QueueClient's connection reports outages; this one only must not crash the process.
  redis.on('error', () => undefined);
  return redis;
}
