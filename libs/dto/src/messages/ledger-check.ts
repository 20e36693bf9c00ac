/** A movement that the payment service believes to be in the ledger; its id is the transaction's, refund's or dispute's. */
export interface LedgerReference {
  kind: 'payment' | 'refund' | 'dispute';
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
  kind: LedgerReference['kind'];
  id: string;
  booked: { amount_minor: string; currency: string } | null;
}

export interface LedgerCheckAnswer {
  differences: LedgerDifference[];
}
