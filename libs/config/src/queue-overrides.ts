import type { QueuePolicyConfig } from './config';
import { QUEUE_POLICY_SETTINGS } from './settings/queue.settings';

/** Which member of a policy each variable fills. */
export const QUEUE_POLICY_MEMBERS = {
  QUEUE_MAX_RETRIES: 'maxRetries',
  QUEUE_BASE_DELAY_SECONDS: 'baseDelaySeconds',
  QUEUE_BACKOFF_MULTIPLIER: 'backoffMultiplier',
  QUEUE_MAX_DELAY_SECONDS: 'maxDelaySeconds',
  QUEUE_JITTER_SECONDS: 'jitterSeconds',
  QUEUE_LOCK_SECONDS: 'lockSeconds',
  QUEUE_STALLED_CHECK_SECONDS: 'stalledCheckSeconds',
  QUEUE_CONCURRENCY: 'concurrency',
} as const satisfies Record<keyof typeof QUEUE_POLICY_SETTINGS, keyof QueuePolicyConfig>;

const members = Object.keys(QUEUE_POLICY_MEMBERS).map((name) => name.slice('QUEUE_'.length));

/** `QUEUE_SUB_PAYMENT_INITIATION_LOCK_SECONDS`: side, queue, member. */
export const QUEUE_OVERRIDE_NAME = new RegExp(`^QUEUE_(SUB|PAY)_([A-Z0-9_]+?)_(${members.join('|')})$`);

/** What differs for one queue, by its name `q:sub:payment_initiation`; mistakes are added to the list. */
export function readQueueOverrides(texts: ReadonlyMap<string, string>, mistakes: string[]) {
  const overrides: Record<string, Partial<QueuePolicyConfig>> = {};
  for (const [name, text] of texts) {
    const match = QUEUE_OVERRIDE_NAME.exec(name);
    if (!match || text === '') continue;
    const [, side = '', queue = '', member = ''] = match;
    const policyName = `QUEUE_${member}` as keyof typeof QUEUE_POLICY_MEMBERS;
    const parsed = QUEUE_POLICY_SETTINGS[policyName].parse(text);
    if (!parsed.ok) {
      mistakes.push(`${name} ${parsed.error}.`);
      continue;
    }
    const queueName = `q:${side.toLowerCase()}:${queue.toLowerCase()}`;
    overrides[queueName] = { ...overrides[queueName], [QUEUE_POLICY_MEMBERS[policyName]]: parsed.value };
  }
  return overrides;
}
