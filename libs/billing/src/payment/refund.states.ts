import type { TransitionTable } from '../state-machine';

/** Money on its way back to a customer. */
export const REFUND_STATUSES = ['pending', 'processing', 'success', 'failed'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

export type RefundTrigger = 'sent' | 'made' | 'refused' | 'returned';

export const REFUND_TRANSITIONS = {
  pending: { sent: 'processing' }, // Written, and the amount set aside, before the gateway is asked.
  processing: { made: 'success', refused: 'failed' }, // An unknown outcome stays here until the gateway has told it.
  success: { returned: 'failed' }, // The bank sent it back; the payment has its money again.
  failed: {},
} as const satisfies TransitionTable<RefundStatus, RefundTrigger>;
