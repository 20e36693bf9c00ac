import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from '@libs/config';
import { AppError } from '@libs/errors';

/** Ten failed logins of one account in fifteen minutes. Counted before the password is looked at, so that a burst cannot outrun it. */
@Injectable()
export class LoginLimit {
  private readonly limiter: RateLimiterRedis;

  constructor(@Inject(CONFIG) config: Config, redis: Redis) {
    const window = {
      points: config.auth.failedLoginLimit,
      duration: config.auth.failedLoginWindowMinutes * 60,
      keyPrefix: 'limit:failed_login',
    };
    this.limiter = new RateLimiterRedis({
      ...window,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(window),
    });
  }

  /** @throws AppError `too_many_failed_logins` */
  async countAttempt(email: string): Promise<void> {
    try {
      await this.limiter.consume(keyOf(email));
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      const seconds = Math.max(1, Math.ceil((refusal as RateLimiterRes).msBeforeNext / 1000));
      throw new AppError('too_many_failed_logins', { retryAfterSeconds: seconds });
    }
  }

  async forget(email: string): Promise<void> {
    await this.limiter.delete(keyOf(email));
  }
}

/** Redis never sees an address. */
const keyOf = (email: string): string => createHash('sha256').update(email.toLowerCase()).digest('base64url');
