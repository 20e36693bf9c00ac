/** What of a movement is booked by itself. */
export const LEDGER_REFERENCE_KINDS = [
  'payment',
  'refund',
  'refund_returned',
  'dispute',
  'dispute_won',
  'dispute_lost',
  'fee',
] as const;
export type LedgerReferenceKind = (typeof LEDGER_REFERENCE_KINDS)[number];

/** What the payment service believes to be in the ledger; its id is the transaction's, refund's or dispute's, of a fee that of what it is for. */
export interface LedgerReference {
  kind: LedgerReferenceKind;
  id: string;
  /** Minor units as decimal text. */
  amount_minor: string;
  currency: string;
}

/** Body of POST /v1/internal/ledger-check: at most 500. */
export interface LedgerCheckRequest {
  references: LedgerReference[];
}

export const LEDGER_CHECK_MAX = 500;

/** What is not booked as it was named; `booked` is null when there is no entry at all. */
export interface LedgerDifference {
  kind: LedgerReferenceKind;
  id: string;
  booked: { amount_minor: string; currency: string } | null;
}

export interface LedgerCheckAnswer {
  differences: LedgerDifference[];
}
