import type { TransitionTable } from '../state-machine';

export const SUBSCRIPTION_STATUSES = [
  'trial',
  'pending',
  'active',
  'past_due',
  'paused',
  'canceled',
  'expired',
] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

export type SubscriptionTrigger =
  | 'paid_in_full'
  | 'payment_failed'
  | 'converted'
  | 'replaced'
  | 'left_unpaid'
  | 'grace_ended'
  | 'paused'
  | 'resumed'
  | 'pause_too_long'
  | 'canceled_now'
  | 'term_ended'
  | 'dunning_ended';

export const SUBSCRIPTION_TRANSITIONS = {
  // A subscription begins as trial, as pending, or (nothing to pay) as active.
  pending: { paid_in_full: 'active', replaced: 'expired', left_unpaid: 'expired', canceled_now: 'canceled' },
  trial: {
    paid_in_full: 'active', // The first paid period follows the trial's end.
    payment_failed: 'past_due',
    converted: 'canceled', // Another subscription of the family was paid meanwhile.
    canceled_now: 'canceled',
    term_ended: 'canceled',
  },
  active: { payment_failed: 'past_due', paused: 'paused', canceled_now: 'canceled', term_ended: 'canceled' },
  past_due: {
    paid_in_full: 'active',
    grace_ended: 'expired', // Seven days after a trial that nobody paid for.
    converted: 'canceled', // In those days another subscription of the family was paid.
    dunning_ended: 'canceled',
    canceled_now: 'canceled',
    term_ended: 'canceled',
  },
  paused: {
    resumed: 'active',
    pause_too_long: 'canceled',
    dunning_ended: 'canceled', // It was paused with a bill unpaid, and nobody paid that since.
    canceled_now: 'canceled',
    term_ended: 'canceled', // The instant named for its end came during the pause.
  },
  canceled: {}, // To come back is a new subscription.
  expired: {},
} as const satisfies TransitionTable<SubscriptionStatus, SubscriptionTrigger>;

/** Where a subscription may begin. */
export const SUBSCRIPTION_INITIAL = ['trial', 'pending', 'active'] as const satisfies readonly SubscriptionStatus[];

/** In force: these hold the one place an account has per plan family. */
const LIVE: ReadonlySet<SubscriptionStatus> = new Set(['trial', 'active', 'past_due', 'paused']);

export function isLive(status: SubscriptionStatus): boolean {
  return LIVE.has(status);
}
