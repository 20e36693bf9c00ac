import type { QueuePolicyConfig, QueuesConfig } from '@libs/config';
import type { QueueName } from './queue-registry';

/** How a queue deals with attempts that fail. */
export type RetryPolicy = QueuePolicyConfig;

/** The policy for all queues, and by full queue name what differs from it. */
export type QueueSettings = QueuesConfig;

export function policyFor(queue: QueueName, settings: QueueSettings): RetryPolicy {
  return { ...settings, ...settings.overrides[queue] };
}

export function maxAttempts(policy: RetryPolicy): number {
  return 1 + policy.maxRetries;
}

/**
 * Milliseconds to wait after the failed attempt of this number (the first is 1): 60 s, 120 s, 240 s with base 60 and
 * multiplier 2, at most `maxDelaySeconds`, then moved by the jitter. `random` is in [0, 1). Never negative.
 */
export function delayBefore(attempt: number, policy: RetryPolicy, random: () => number): number {
  const grown = policy.baseDelaySeconds * policy.backoffMultiplier ** (attempt - 1);
  const jitter = (random() * 2 - 1) * policy.jitterSeconds;
  return Math.max(0, Math.round((Math.min(grown, policy.maxDelaySeconds) + jitter) * 1000));
}
