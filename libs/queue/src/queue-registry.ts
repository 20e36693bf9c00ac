import { InvariantBroken } from '@libs/errors';

export interface QueueDefinition {
  /** BullMQ refuses `:` in names, so the contract's full name is a key prefix and a name. */
  readonly prefix: 'q:sub' | 'q:pay';
  readonly name: string;
  /** The service whose worker handles the messages. */
  readonly consumer: 'subscription' | 'payment';
  readonly description: string;
}

/** Every queue of both services, by the full name that the contract, the dashboard and the metrics use. */
export const QUEUES = {
  'q:sub:payment_initiation': {
    prefix: 'q:sub',
    name: 'payment_initiation',
    consumer: 'payment',
    description: 'Payments the subscription service asks for: first charges and renewals; and accounts to forget',
  },
  'q:sub:trial_payment': {
    prefix: 'q:sub',
    name: 'trial_payment',
    consumer: 'payment',
    description: 'Payments that turn a trial into a paid subscription',
  },
  'q:sub:plan_change': {
    prefix: 'q:sub',
    name: 'plan_change',
    consumer: 'payment',
    description: 'Payments due for an upgrade, and what a downgrade gives back',
  },
  'q:sub:usage_sync': {
    prefix: 'q:sub',
    name: 'usage_sync',
    consumer: 'subscription',
    description: 'Stays empty: usage is counted where it is taken in',
  },
  'q:pay:subscription_update': {
    prefix: 'q:pay',
    name: 'subscription_update',
    consumer: 'payment',
    description: 'Outcomes of payments, delivered to the subscription service as signed webhooks',
  },
  'q:pay:refund_initiation': {
    prefix: 'q:pay',
    name: 'refund_initiation',
    consumer: 'payment',
    description: 'Refunds to be made at the gateway',
  },
} as const satisfies Record<string, QueueDefinition>;

export type QueueName = keyof typeof QUEUES;

export const QUEUE_NAMES = Object.keys(QUEUES) as readonly QueueName[];

export function isQueueName(name: unknown): name is QueueName {
  return typeof name === 'string' && Object.hasOwn(QUEUES, name);
}

/** The name itself, checked; anything but one of the six is a bug of the caller. */
export function queueNamed(name: string): QueueName {
  if (!isQueueName(name)) throw new InvariantBroken(`there is no queue ${name}`);
  return name;
}
