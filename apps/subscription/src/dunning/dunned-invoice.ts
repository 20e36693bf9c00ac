import type { DunningCase } from '@libs/billing/collection';
import type { Instant } from '@libs/calendar';

/** How dunning of a bill ended: its status then. */
export type DunningEnd = 'paid' | 'void' | 'uncollectible';

/** An unpaid bill with what dunning did about it. */
export interface DunnedInvoice {
  readonly invoiceId: string;
  readonly accountId: string;
  readonly subscriptionId: string | null;
  readonly dunned: DunningCase;
  readonly endedAt: Instant | null;
  readonly endedAs: DunningEnd | null;
  /** When it was to be looked at next, when it was saved last; null: not by time. */
  readonly nextAt: Instant | null;
  /** Grows with every change: a write over another version than was read is a bug. */
  readonly version: number;
}
