import { integer, text } from '../setting';

export const QUEUE_SETTINGS = {
  QUEUE_KEY_PREFIX: text(0, 'Goes before every Redis key of a queue: empty, or `{billing}:` for a Redis Cluster.', {
    optional: true,
  }),
};

/** Each can be set for one queue alone: `QUEUE_SUB_PAYMENT_INITIATION_MAX_RETRIES` rules `q:sub:payment_initiation`. */
export const QUEUE_POLICY_SETTINGS = {
  QUEUE_MAX_RETRIES: integer(0, 100, 'Retries after the first attempt, before a job goes to the failed set.'),
  QUEUE_BASE_DELAY_SECONDS: integer(0, 86_400, 'Pause before the first retry, in seconds.'),
  QUEUE_BACKOFF_MULTIPLIER: integer(1, 10, 'Each pause is this many times the one before.'),
  QUEUE_MAX_DELAY_SECONDS: integer(0, 604_800, 'Longest pause between retries, in seconds.'),
  QUEUE_JITTER_SECONDS: integer(0, 3600, 'Pauses vary at random by this much either way, in seconds.'),
  QUEUE_LOCK_SECONDS: integer(1, 3600, 'A worker that is silent for this long has lost its job, in seconds.'),
  QUEUE_STALLED_CHECK_SECONDS: integer(1, 3600, 'How often jobs of lost workers are looked for, in seconds.'),
  QUEUE_CONCURRENCY: integer(1, 500, 'Jobs one worker process handles at a time, per queue.'),
};
