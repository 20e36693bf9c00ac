import type { TransitionTable } from '../state-machine';

/** A cardholder contests a payment: the bank takes the money at once, and gives it again if we win. */
export const DISPUTE_STATUSES = ['open', 'won', 'lost'] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

export type DisputeTrigger = 'won' | 'lost';

export const DISPUTE_TRANSITIONS = {
  open: { won: 'won', lost: 'lost' },
  won: {},
  lost: {},
} as const satisfies TransitionTable<DisputeStatus, DisputeTrigger>;
