import type { LedgerReference, LedgerReferenceKind } from '@libs/dto';
import type { GatewayMovement } from '../gateways/gateway';
import type { Fee } from '../transactions/fees.api';
import type { OurRecord } from './reconciliation';

/** A movement on which the gateway and we agree. */
export interface Agreed {
  movement: GatewayMovement;
  ours: OurRecord;
}

/** What the ledger must have of a movement: each part is told, and booked, by itself. */
export interface BookedPart extends Agreed {
  readonly reference: LedgerReference;
  /** Of a part that is the fee: the id of the fee itself. */
  readonly feeId?: string;
}

/** A dispute that was won: its opening, its end, and the fee. A refund that is on its way, or never went: nothing yet. */
export function bookedOf(pair: Agreed, fee: Fee | undefined): BookedPart[] {
  const { id, amountMinor, currency } = pair.ours;
  const parts = kindsOf(pair).map((kind) => {
    return { ...pair, reference: { kind, id, amount_minor: amountMinor.toString(), currency } };
  });
  if (!fee) return parts;
  const charged = { kind: 'fee', id, amount_minor: fee.amountMinor.toString(), currency: fee.currency } as const;
  return [...parts, { ...pair, reference: charged, feeId: fee.id }];
}

function kindsOf({ movement, ours: { state } }: Agreed): LedgerReferenceKind[] {
  switch (movement.kind) {
    case 'charge':
      return ['payment'];
    case 'refund':
      if (state === 'returned') return ['refund', 'refund_returned'];
      return state === 'moved' ? ['refund'] : [];
    case 'dispute':
    case 'dispute_reversal':
      if (state === 'contested') return ['dispute'];
      return ['dispute', state === 'returned' ? 'dispute_won' : 'dispute_lost'];
  }
}
