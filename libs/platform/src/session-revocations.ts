import type { Redis } from 'ioredis';
import type { RealClock } from '@libs/calendar';
import type { SessionRevocations } from '@libs/http';

const KEY = 'auth:revoked_sessions';
const REFRESH_MS = 2_000;

/**
 * Sessions that ended while their access tokens were still good, told by the service that owns sessions to every
 * process within two seconds. Redis only carries the news: refresh tokens are checked in PostgreSQL, and what a process
 * has heard once it keeps, though Redis be wiped.
 */
export class RedisSessionRevocations implements SessionRevocations {
  /** Session → the second from which its tokens have expired anyway. */
  private readonly revoked = new Map<string, number>();
  /** Told by this process, and not seen in Redis yet. */
  private readonly unsent = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly redis: Redis,
    private readonly clock: RealClock,
    /** How long an access token lives at most: the news may be forgotten after that. */
    private readonly accessTokenSeconds: number,
  ) {
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
    // The first time, and after each outage.
    redis.on('ready', () => void this.refresh());
  }

  isRevoked(sessionId: string): boolean {
    return this.revoked.has(sessionId);
  }

  /** Call after the commit that ended the sessions. */
  async revoke(sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length === 0) return;
    const until = this.clock.now().epochSeconds + this.accessTokenSeconds;
    for (const id of sessionIds) {
      this.revoked.set(id, until);
      this.unsent.add(id);
    }
    await this.send().catch(() => undefined);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async send(): Promise<void> {
    const ids = [...this.unsent];
    if (ids.length === 0) return;
    await this.redis.zadd(KEY, ...ids.flatMap((id) => [this.revoked.get(id) ?? 0, id]));
    ids.forEach((id) => this.unsent.delete(id));
  }

  private async refresh(): Promise<void> {
    const now = this.clock.now().epochSeconds;
    for (const [id, until] of this.revoked) if (until <= now) this.revoked.delete(id);
    try {
      await this.send();
      await this.redis.zremrangebyscore(KEY, '-inf', now);
      const news = await this.redis.zrange(KEY, 0, -1, 'WITHSCORES');
      for (let at = 0; at < news.length; at += 2) this.revoked.set(news[at] as string, Number(news[at + 1]));
    } catch {
      // While Redis is away what is known stays in force, and what could not be told is told later.
    }
  }
}
