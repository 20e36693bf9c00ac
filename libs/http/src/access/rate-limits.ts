import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@libs/errors';

export interface LimitRule {
  name: string;
  points: number;
  windowSeconds: number;
}

export interface LimitState {
  rule: LimitRule;
  remaining: number;
  resetSeconds: number;
}

/** One fixed-window limit in Redis, shared by all processes; while Redis is away each process counts for itself. */
export class RateLimit {
  private readonly limiter: RateLimiterRedis;

  constructor(
    redis: Redis,
    private readonly rule: LimitRule,
  ) {
    const window = { points: rule.points, duration: rule.windowSeconds, keyPrefix: `limit:${rule.name}` };
    this.limiter = new RateLimiterRedis({
      ...window,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: rule.points + 1,
      insuranceLimiter: new RateLimiterMemory(window),
    });
  }

  /** Counts one request of `key`. @throws AppError `rate_limited` */
  async consume(key: string): Promise<LimitState> {
    try {
      return this.state(await this.limiter.consume(key));
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      const state = this.state(refusal as RateLimiterRes);
      throw new AppError('rate_limited', { retryAfterSeconds: Math.max(1, state.resetSeconds), limitState: state });
    }
  }

  private state(result: RateLimiterRes): LimitState {
    return { rule: this.rule, remaining: result.remainingPoints, resetSeconds: Math.ceil(result.msBeforeNext / 1000) };
  }
}

/** The headers of the IETF draft: what the policy is, and what is left of it. */
export function limitHeaders(state: LimitState): Record<string, string> {
  const { name, points, windowSeconds } = state.rule;
  return {
    'RateLimit-Policy': `"${name}";q=${points};w=${windowSeconds}`,
    RateLimit: `"${name}";r=${state.remaining};t=${state.resetSeconds}`,
  };
}
