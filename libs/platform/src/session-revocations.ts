import type { Redis } from 'ioredis';
import type { RealClock } from '@libs/calendar';
import type { SessionRevocations } from '@libs/http';

const KEY = 'auth:revoked_sessions';
const REFRESH_MS = 2_000;

/**
 * Sessions that ended while their access tokens were still good, told by the service that owns sessions to every
 * process within two seconds. Redis only carries the news: refresh tokens are checked in PostgreSQL.
 */
export class RedisSessionRevocations implements SessionRevocations {
  private revoked: ReadonlySet<string> = new Set();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly redis: Redis,
    private readonly clock: RealClock,
    /** How long an access token lives at most: the news may be forgotten after that. */
    private readonly accessTokenSeconds: number,
  ) {
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  isRevoked(sessionId: string): boolean {
    return this.revoked.has(sessionId);
  }

  /** Call after the commit that ended the sessions. */
  async revoke(sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length === 0) return;
    this.revoked = new Set([...this.revoked, ...sessionIds]);
    const until = this.clock.now().epochSeconds + this.accessTokenSeconds;
    await this.redis.zadd(KEY, ...sessionIds.flatMap((id) => [until, id])).catch(() => undefined);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async refresh(): Promise<void> {
    const now = this.clock.now().epochSeconds;
    try {
      await this.redis.zremrangebyscore(KEY, '-inf', now);
      this.revoked = new Set(await this.redis.zrange(KEY, 0, -1));
    } catch {
      // While Redis is away the last known set stays in force.
    }
  }
}
