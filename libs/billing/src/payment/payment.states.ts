import type { TransitionTable } from '../state-machine';

/** The effort to collect one invoice, as a client sees it. */
export const PAYMENT_STATUSES = [
  'pending',
  'processing',
  'success',
  'failed',
  'refunded',
  'partially_refunded',
  'disputed',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export type PaymentTrigger =
  | 'submitted'
  | 'captured'
  | 'declined'
  | 'withdrawn'
  | 'refunded_in_part'
  | 'refunded_in_full'
  | 'disputed'
  | 'dispute_won'
  | 'dispute_won_after_refund'
  | 'dispute_lost';

export const PAYMENT_TRANSITIONS = {
  pending: { submitted: 'processing', withdrawn: 'failed' }, // Withdrawn: the invoice was voided before anybody paid.
  processing: { captured: 'success', declined: 'failed' }, // An unknown outcome stays here until reconciliation knows.
  failed: { submitted: 'processing' }, // Another card, or a retry on its date.
  success: { refunded_in_part: 'partially_refunded', refunded_in_full: 'refunded', disputed: 'disputed' },
  partially_refunded: {
    refunded_in_part: 'partially_refunded',
    refunded_in_full: 'refunded',
    disputed: 'disputed',
  },
  disputed: { dispute_won: 'success', dispute_won_after_refund: 'partially_refunded', dispute_lost: 'refunded' },
  refunded: {},
} as const satisfies TransitionTable<PaymentStatus, PaymentTrigger>;
