import { delayBefore, maxAttempts, policyFor, type QueueSettings } from './retry-policy';

const settings: QueueSettings = {
  keyPrefix: '',
  maxRetries: 3,
  baseDelaySeconds: 60,
  backoffMultiplier: 2,
  maxDelaySeconds: 3600,
  jitterSeconds: 10,
  lockSeconds: 120,
  stalledCheckSeconds: 30,
  concurrency: 10,
  overrides: { 'q:pay:subscription_update': { maxRetries: 20, baseDelaySeconds: 1 } },
};

describe('delayBefore', () => {
  it.each([
    [1, 60],
    [2, 120],
    [3, 240],
    [6, 1920],
    [7, 3600],
    [1000, 3600],
  ])('after attempt %i waits %i s without jitter', (attempt, seconds) => {
    expect(delayBefore(attempt, settings, () => 0.5)).toBe(seconds * 1000);
  });

  it.each([
    [0, 50_000],
    [0.25, 55_000],
    [0.999_999_999, 70_000],
  ])('moves the first delay by at most 10 s either way (random %d)', (random, milliseconds) => {
    expect(delayBefore(1, settings, () => random)).toBe(milliseconds);
  });

  it('is never negative', () => {
    expect(delayBefore(1, { ...settings, baseDelaySeconds: 1 }, () => 0)).toBe(0);
  });
});

it('counts the first attempt beside the retries', () => expect(maxAttempts(settings)).toBe(4));

it('lets a queue differ in single values', () => {
  const policy = policyFor('q:pay:subscription_update', settings);
  expect(policy).toMatchObject({ maxRetries: 20, baseDelaySeconds: 1, backoffMultiplier: 2 });
  expect(policyFor('q:sub:plan_change', settings)).toMatchObject({ maxRetries: 3, baseDelaySeconds: 60 });
});
