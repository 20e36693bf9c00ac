import type { TransitionTable } from '../state-machine';

export const INVOICE_STATUSES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

export type InvoiceTrigger = 'finalized' | 'discarded' | 'paid_in_full' | 'voided' | 'written_off';

export const INVOICE_TRANSITIONS = {
  draft: { finalized: 'open', discarded: 'void' },
  open: { paid_in_full: 'paid', voided: 'void', written_off: 'uncollectible' },
  uncollectible: { paid_in_full: 'paid' },
  paid: {}, // Money came in: correct with a credit note.
  void: {},
} as const satisfies TransitionTable<InvoiceStatus, InvoiceTrigger>;
