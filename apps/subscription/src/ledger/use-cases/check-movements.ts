import { Injectable } from '@nestjs/common';
import type { LedgerDifference, LedgerReference, LedgerReferenceKind } from '@libs/dto';
import { LedgerRepository } from '../persistence/ledger.repository';

/** Which side of the payment service's books an entry is. */
const KINDS: Readonly<Record<string, LedgerReferenceKind>> = {
  payment_captured: 'payment',
  payment_kept_as_credit: 'payment',
  payment_with_excess: 'payment',
  refund_paid: 'refund',
  refund_returned: 'refund_returned',
  dispute_opened: 'dispute',
  dispute_won: 'dispute_won',
  dispute_lost: 'dispute_lost',
  fee_charged: 'fee',
};

/** Tells the payment service what of its movements is not in the book, or is there with another amount. */
@Injectable()
export class CheckMovements {
  constructor(private readonly entries: LedgerRepository) {}

  async run(references: readonly LedgerReference[]): Promise<LedgerDifference[]> {
    const rows = await this.entries.movements(references.map(({ id }) => id));
    const booked = new Map(rows.map((row) => [`${KINDS[row.kind]} ${row.reference}`, row]));
    return references.flatMap(({ kind, id, amount_minor, currency }): LedgerDifference[] => {
      const row = booked.get(`${kind} ${id}`);
      if (!row) return [{ kind, id, booked: null }];
      if (row.amount_minor === amount_minor && row.currency === currency) return [];
      return [{ kind, id, booked: { amount_minor: row.amount_minor, currency: row.currency } }];
    });
  }
}
