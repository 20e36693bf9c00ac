import type { TransitionTable } from '../state-machine';

/** One movement at the gateway, a charge or a refund. What comes after a charge is a movement of its own. */
export const TRANSACTION_STATUSES = ['pending', 'processing', 'success', 'failed'] as const;
export type TransactionStatus = (typeof TRANSACTION_STATUSES)[number];

export type TransactionTrigger = 'sent' | 'succeeded' | 'failed' | 'never_sent';

export const TRANSACTION_TRANSITIONS = {
  pending: { sent: 'processing', never_sent: 'failed' }, // Written before the gateway is called, with its key.
  processing: { succeeded: 'success', failed: 'failed' },
  success: {},
  failed: {},
} as const satisfies TransitionTable<TransactionStatus, TransactionTrigger>;
