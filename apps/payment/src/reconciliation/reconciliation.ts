import type { MismatchKind, MovementKind, OurMovement } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import type { ReconciliationStatus } from '@libs/dto';

/** One comparison of the gateway's books with ours over `[from, to)`, real time. */
export interface ReconciliationRun {
  readonly id: string;
  readonly status: ReconciliationStatus;
  /** `schedule`, or the caller. */
  readonly requestedBy: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Whether charges of another amount are recorded as the gateway has them. */
  readonly acceptsAmounts: boolean;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly counts: RunCounts;
  readonly isLedgerChecked: boolean;
  readonly note: string | null;
}

export interface RunCounts {
  readonly movements: number;
  readonly mismatches: number;
  readonly repaired: number;
}

/** One side of a comparison, as its keeper has it; minor units. */
export interface Side {
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly status: string;
}

export interface Mismatch {
  readonly kind: MismatchKind;
  readonly subject: MovementKind;
  /** The gateway's word for it, or our id where it has none. */
  readonly reference: string;
  readonly paymentId: string | null;
  readonly accountId: string | null;
  readonly ours: Side | null;
  /** Of the gateway; of the ledger for the kinds that are about it. */
  readonly theirs: Side | null;
  readonly isRepaired: boolean;
  /** A sentence for staff. */
  readonly explanation: string;
}

export interface StoredMismatch extends Mismatch {
  readonly id: string;
  readonly foundAt: Date;
}

/** A payment, refund or dispute of ours, as far as it can be compared. */
export interface OurRecord extends OurMovement {
  /** Of the payment, the refund or the dispute. */
  readonly id: string;
  readonly paymentId: string;
  readonly accountId: string;
  readonly status: string;
  readonly flag: string | null;
  readonly gatewayReference: string | null;
  /** Real time of the call to the gateway; null when there was none by us. */
  readonly startedAt: Date | null;
  /** Billing time. */
  readonly changedAt: Date;
}

export function sideOf({ amountMinor, currency, status }: Side): Side {
  return { amountMinor, currency, status };
}
