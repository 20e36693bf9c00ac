/** How the gateway's books and ours may differ. `missing_here`: they have it, we do not; `missing_there`: the other way. */
export const MISMATCH_KINDS = [
  'missing_here',
  'missing_there',
  'amount',
  'currency',
  'status',
  'missing_in_ledger',
  'ledger_amount',
] as const;
export type MismatchKind = (typeof MISMATCH_KINDS)[number];

export const MOVEMENT_KINDS = ['charge', 'refund', 'dispute', 'dispute_reversal'] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** A movement as the gateway's books have it. */
export interface TheirMovement {
  readonly kind: MovementKind;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** `failed`: a refund that was made and came back. */
  readonly status: 'succeeded' | 'processing' | 'failed';
  /** Of a dispute whose money went for good. */
  readonly isLost?: boolean;
}

/** The same movement as our rows have it. `moved`: money went, and may have come back since. */
export interface OurMovement {
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Of a dispute: `contested` while it is open, `moved` when it was lost, `returned` when it was won; of a refund that came back: `returned`. */
  readonly state: 'waiting' | 'contested' | 'moved' | 'failed' | 'returned';
}

/**
 * What is done about a difference. `apply`: the gateway's word is taken as its own event would be, which is safe because
 * both sides agree on everything but how far it got. `name`: people are told, and nothing is changed.
 */
export type Remedy = 'apply' | 'name';

export type Finding =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: MismatchKind; readonly remedy: Remedy };

const AGREED: Finding = { ok: true };
const differs = (kind: MismatchKind, remedy: Remedy): Finding => ({ ok: false, kind, remedy });

/**
 * Compares one movement of the gateway with ours. Theirs 29.99 USD taken, ours still waiting → `status`, apply; theirs
 * 29.98 → `amount`, name; a dispute that nobody told us of, or a refund that somebody made at the gateway → `missing_here`,
 * apply; a charge of nobody → name. A refund that nobody told us of is none while it is on its way.
 */
export function reconcileMovement(theirs: TheirMovement, ours: OurMovement | undefined): Finding {
  if (!ours && theirs.kind === 'refund' && theirs.status === 'processing') return AGREED;
  if (!ours) return differs('missing_here', theirs.kind === 'charge' ? 'name' : 'apply');
  if (theirs.currency !== ours.currency) return differs('currency', 'name');
  if (theirs.amountMinor !== ours.amountMinor) return differs('amount', 'name');
  return isAsFar(theirs, ours.state) ? AGREED : differs('status', 'apply');
}

/** What went out and came back is two movements there and one row here, which is past both. */
function isAsFar(theirs: TheirMovement, state: OurMovement['state']): boolean {
  if (theirs.status === 'processing') return true;
  const isReturn = theirs.kind === 'dispute_reversal' || (theirs.kind === 'refund' && theirs.status === 'failed');
  if (isReturn) return state === 'returned' || (theirs.kind === 'refund' && state === 'failed');
  if (state === 'contested') return theirs.isLost !== true;
  return state === 'moved' || state === 'returned';
}
