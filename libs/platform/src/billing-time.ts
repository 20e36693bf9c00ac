import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { MovableClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { logger } from '@libs/observability';
import { newId } from '@libs/persistence';

const CHANNEL = 'billing:clock_moved';
const KEY = 'billing:clock_ahead_ms';
const HEARD = 'billing:clock_heard:';
const LOOK_MS = 1_000;
/** A process that is busy with a page of bills on a busy machine hears late. */
const HEARD_MS_MAX = 20_000;
const HEARD_SECONDS_KEPT = 60;
const log = logger('billing-time');

interface ClockNews {
  readonly id: string;
  readonly aheadMilliseconds: number;
}

/**
 * Keeps the billing clocks of all processes together where they may be moved. Redis carries the news; how far the clock
 * was moved is a row of the subscription service, which tells it again when Redis has lost it.
 */
export class BillingTime {
  private readonly listener?: Redis;
  private readonly timer?: NodeJS.Timeout;

  /** Without an address of Redis nobody moves the clock, and nobody listens. */
  constructor(
    readonly clock: MovableClock,
    private readonly redis: Redis,
    redisUrl: string | null,
    /** Goes before every name, as before those of the queues. */
    private readonly prefix = '',
  ) {
    if (redisUrl === null) return;
    this.listener = new Redis(redisUrl, {
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(times * 100, 1_000),
    });
    this.listener.on('error', () => undefined);
    this.listener.on('message', (_, text: string) => void this.hear(text));
    this.listener.subscribe(this.name(CHANNEL)).catch(() => undefined);
    // News that came while nobody listened, and a Redis that forgot.
    this.timer = setInterval(() => void this.look(), LOOK_MS).unref();
    redis.on('ready', () => void this.look());
  }

  /**
   * Moves the clocks of all processes, this one's included; returns when each of them has said that it heard.
   * @throws AppError `dependency_unavailable` when one of them does not
   */
  async move(aheadMilliseconds: number): Promise<void> {
    this.clock.runAhead(aheadMilliseconds);
    const news: ClockNews = { id: newId(), aheadMilliseconds };
    await this.redis.set(this.name(KEY), String(aheadMilliseconds));
    const listeners = await this.redis.publish(this.name(CHANNEL), JSON.stringify(news));
    for (const end = performance.now() + HEARD_MS_MAX; performance.now() < end; await sleep(1)) {
      if (Number((await this.redis.get(this.name(HEARD + news.id))) ?? 0) >= listeners) return;
    }
    throw new AppError('dependency_unavailable', { dependency: 'billing clocks' });
  }

  stop(): void {
    clearInterval(this.timer);
    this.listener?.disconnect();
  }

  private async hear(text: string): Promise<void> {
    try {
      const { id, aheadMilliseconds } = JSON.parse(text) as ClockNews;
      this.clock.runAhead(aheadMilliseconds);
      const heard = this.name(HEARD + id);
      await this.redis.multi().incr(heard).expire(heard, HEARD_SECONDS_KEPT).exec();
    } catch (error) {
      log.warn({ err: error }, 'news of the clock was not understood');
    }
  }

  private async look(): Promise<void> {
    try {
      const told = Number((await this.redis.get(this.name(KEY))) ?? 0);
      this.clock.runAhead(told);
      const { aheadMilliseconds } = this.clock;
      if (aheadMilliseconds > told) await this.redis.set(this.name(KEY), String(aheadMilliseconds));
    } catch {
      // Redis is away: the clock ticks on from where it is, and the next look tells.
    }
  }

  private name(of: string): string {
    return this.prefix + of;
  }
}
