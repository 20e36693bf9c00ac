import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { CONFIG, type Config } from '@libs/config';
import { Database } from '@libs/persistence';

const CHANNEL = 'catalog:plans_changed';

/** Tells every process that the catalog changed, as soon as the change is committed. */
@Injectable()
export class PlanNews implements OnApplicationShutdown {
  private readonly listeners: (() => void)[] = [];
  private readonly subscriber: Redis;
  private isSubscribed = false;

  constructor(
    private readonly database: Database,
    private readonly redis: Redis,
    @Inject(CONFIG) config: Config,
  ) {
    this.subscriber = new Redis(config.redis.url, {
      maxRetriesPerRequest: null,
      autoResubscribe: false,
      retryStrategy: (times) => Math.min(times * 100, 1_000),
    });
    // The connection of the queues reports outages; here they only shorten the life of what is cached.
    this.subscriber.on('error', () => undefined);
    this.subscriber.on('ready', () => void this.subscribe());
    this.subscriber.on('close', () => (this.isSubscribed = false));
    this.subscriber.on('message', () => this.tell());
  }

  /** False while news from other processes may be missed. */
  get isListening(): boolean {
    return this.isSubscribed;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Call inside the transaction that changes a plan. */
  async announce(): Promise<void> {
    await this.database.transaction(async (tx) => {
      tx.afterCommit(() => {
        this.tell();
        this.redis.publish(CHANNEL, '').catch(() => undefined);
      });
    });
  }

  onApplicationShutdown(): void {
    this.subscriber.disconnect();
  }

  private async subscribe(): Promise<void> {
    try {
      await this.subscriber.subscribe(CHANNEL);
      this.isSubscribed = true;
      // What was said while nobody listened is lost.
      this.tell();
    } catch {
      this.isSubscribed = false;
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
