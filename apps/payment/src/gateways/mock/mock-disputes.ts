import { randomUUID } from 'node:crypto';
import { InvariantBroken } from '@libs/errors';
import type { DisputeFacts, DisputeStanding } from '../gateway';
import type { MockBooks } from './mock-books';

/** Money that banks take back, and give again when we win. */
export class MockDisputes {
  private readonly disputes = new Map<string, DisputeFacts & { paymentId: string; standing: DisputeStanding }>();

  constructor(private readonly books: MockBooks) {}

  open(gatewayReference: string): DisputeFacts {
    const charge = [...this.books.charges.values()].find(
      ({ outcome }) => outcome.gatewayReference === gatewayReference,
    );
    if (charge?.outcome.status !== 'succeeded') throw new InvariantBroken(`${gatewayReference} took no money`);
    charge.isDisputed = true;
    const { paymentId, amountMinor, currency } = charge;
    const disputeReference = `mock_dp_${randomUUID()}`;
    const dispute = { disputeReference, gatewayReference, paymentId, amountMinor, currency, reason: 'fraudulent' };
    this.disputes.set(disputeReference, { ...dispute, standing: 'open' });
    this.book('dispute', dispute);
    return dispute;
  }

  find(disputeReference: string): DisputeStanding {
    return this.disputes.get(disputeReference)?.standing ?? 'not_found';
  }

  close(disputeReference: string, outcome: 'won' | 'lost'): DisputeFacts {
    const kept = this.disputes.get(disputeReference);
    if (kept?.standing !== 'open') throw new InvariantBroken(`${disputeReference} is not open`);
    kept.standing = outcome;
    if (outcome === 'lost') this.books.lose(disputeReference);
    if (outcome === 'won') {
      this.book('dispute_reversal', kept);
      const charge = this.books.charges.get(kept.paymentId);
      if (charge) charge.isDisputed = false;
    }
    const { standing: _, ...facts } = kept;
    return facts;
  }

  private book(kind: 'dispute' | 'dispute_reversal', dispute: DisputeFacts & { paymentId: string }): void {
    const { paymentId, gatewayReference, disputeReference: reference, amountMinor, currency } = dispute;
    this.books.move({ kind, paymentId, gatewayReference, reference, idempotencyKey: '', amountMinor, currency });
  }
}
