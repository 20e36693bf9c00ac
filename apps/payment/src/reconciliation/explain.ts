import type { MismatchKind, MovementKind } from '@libs/billing/payment';
import type { LedgerReferenceKind } from '@libs/dto';

const NAMES: Record<MovementKind, string> = {
  charge: 'payment',
  refund: 'refund',
  dispute: 'dispute',
  dispute_reversal: 'won dispute',
};

interface Difference {
  kind: MismatchKind;
  subject: MovementKind;
  isRepaired: boolean;
  /** How it stands here, in our own word. */
  ourStatus?: string | undefined;
  /** Which part of it the ledger was asked for. */
  part?: LedgerReferenceKind;
}

const PARTS: { readonly [part in LedgerReferenceKind]?: string } = {
  refund_returned: 'return',
  dispute_won: 'end',
  dispute_lost: 'end',
  fee: 'fee',
};

/** One sentence for staff: what differs, and what was done or is theirs to do. */
export function explain({ kind, subject, isRepaired, ourStatus, part }: Difference): string {
  const name = NAMES[subject];
  const partName = part && PARTS[part];
  const booked = partName === undefined ? `this ${name}` : `the ${partName} of this ${name}`;
  switch (kind) {
    case 'missing_here':
      if (isRepaired) return `The gateway has a ${name} that we had not heard of; it is recorded now.`;
      return subject === 'charge'
        ? 'The gateway took money for no payment of ours: somebody charged beside this system, or into the wrong account.'
        : `The gateway has a ${name} that fits nothing of ours, or is more than is left of its payment: it was made beside this system.`;
    case 'missing_there':
      return `We have a ${name} of which the gateway knows nothing; look it up in the gateway's own dashboard.`;
    case 'amount':
      return isRepaired
        ? 'The gateway took another amount than was due; what it took is recorded as paid now.'
        : `The gateway has another amount for this ${name} than we have; nothing was changed.`;
    case 'currency':
      return `The gateway has this ${name} in another currency than we have; nothing was changed.`;
    case 'status':
      return isRepaired
        ? `The gateway had come to an end with this ${name} while ours was ${ourStatus ?? 'open'}; it is recorded now.`
        : `The gateway is done with this ${name}, ours is ${ourStatus ?? 'open'}, and it could not be settled by itself.`;
    case 'missing_in_ledger':
      return isRepaired
        ? `The ledger has no entry for ${booked}; it was told once more.`
        : `The ledger has no entry for ${booked}, and telling it again did not help; look why it is refused.`;
    case 'ledger_amount':
      return `The ledger has ${booked} with another amount or currency; nothing was changed.`;
  }
}
