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

export type PaymentTrigger = 'submitted' | 'captured' | 'captured_late' | 'declined' | 'withdrawn' | ReturnTrigger;

/** What happens to a payment after its capture: money goes back, comes again, or is contested. */
export type ReturnTrigger =
  | 'refunded_in_part'
  | 'refunded_in_full'
  | 'refund_returned'
  | 'refund_returned_in_part'
  | 'refund_returned_after_loss'
  | 'disputed'
  | 'dispute_won'
  | 'dispute_won_after_refund'
  | 'dispute_won_after_full_refund'
  | 'dispute_lost'
  | 'dispute_lost_in_part';

export const PAYMENT_TRANSITIONS = {
  pending: { submitted: 'processing', withdrawn: 'failed' }, // Withdrawn: the invoice was voided before anybody paid.
  processing: { captured: 'success', declined: 'failed' }, // An unknown outcome stays here until reconciliation knows.
  failed: { submitted: 'processing', captured_late: 'success' }, // Late: the gateway took the money after all.
  success: { refunded_in_part: 'partially_refunded', refunded_in_full: 'refunded', disputed: 'disputed' },
  partially_refunded: {
    refunded_in_part: 'partially_refunded',
    refunded_in_full: 'refunded',
    refund_returned: 'success',
    refund_returned_in_part: 'partially_refunded',
    disputed: 'disputed',
  },
  // A bank may send a refund back days later, and a cardholder contest what was refunded. Who loses a dispute while a
  // refund is under way gives back twice: the second return is booked, and one that comes back changes nothing.
  refunded: {
    refunded_in_full: 'refunded',
    refund_returned: 'success',
    refund_returned_in_part: 'partially_refunded',
    refund_returned_after_loss: 'refunded',
    disputed: 'disputed',
  },
  // A refund that was under way when the dispute opened ends while it is open.
  disputed: {
    refunded_in_part: 'disputed',
    refunded_in_full: 'disputed',
    refund_returned: 'disputed',
    refund_returned_in_part: 'disputed',
    refund_returned_after_loss: 'disputed',
    disputed: 'disputed',
    dispute_won: 'success',
    dispute_won_after_refund: 'partially_refunded',
    dispute_won_after_full_refund: 'refunded',
    dispute_lost: 'refunded',
    dispute_lost_in_part: 'partially_refunded',
  },
} as const satisfies TransitionTable<PaymentStatus, PaymentTrigger>;
