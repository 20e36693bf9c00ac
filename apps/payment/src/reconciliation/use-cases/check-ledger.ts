import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import { LEDGER_CHECK_MAX, type LedgerDifference } from '@libs/dto';
import type { Fee } from '../../transactions/fees.api';
import { explain } from '../explain';
import { bookedOf, type Agreed, type BookedPart } from '../ledger-parts';
import { LedgerWitness } from '../ledger-witness';
import type { Mismatch } from '../reconciliation';
import { ReconciliationPolicy } from '../reconciliation-policy';
import { ResendResults } from './resend-results';

/** Compares what we agree upon with the gateway with the subscription service's ledger, and sends again what it lacks. */
@Injectable()
export class CheckLedger {
  constructor(
    private readonly ledger: LedgerWitness,
    private readonly resend: ResendResults,
    private readonly policy: ReconciliationPolicy,
    @Inject(REAL_CLOCK) private readonly realClock: RealClock,
    @Inject(BILLING_CLOCK) private readonly billingClock: BillingClock,
  ) {}

  /** The differences of one page, with fees by our id of the movement; undefined when the ledger could not be asked. */
  async execute(
    runId: string,
    agreed: readonly Agreed[],
    fees: ReadonlyMap<string, Fee>,
  ): Promise<Mismatch[] | undefined> {
    const parts = new Map<string, BookedPart>();
    for (const pair of agreed.filter((each) => this.isDue(each))) {
      const fee = fees.get(pair.ours.id);
      const old = fee && this.isOld(fee.createdAt) ? fee : undefined;
      for (const part of bookedOf(pair, old)) parts.set(keyOf(part.reference), part);
    }
    const differences = await this.differences([...parts.values()]);
    if (!differences) return undefined;
    const partOf = (difference: LedgerDifference) => parts.get(keyOf(difference)) ?? [];
    const told = await this.resend.execute(runId, differences.filter(({ booked }) => booked === null).flatMap(partOf));
    return differences.flatMap((difference) =>
      [partOf(difference)].flat().map((part) => mismatchOf(difference, part, told.has(keyOf(difference)))),
    );
  }

  private async differences(parts: readonly BookedPart[]): Promise<LedgerDifference[] | undefined> {
    const found: LedgerDifference[] = [];
    for (let from = 0; from < parts.length; from += LEDGER_CHECK_MAX) {
      const asked = parts.slice(from, from + LEDGER_CHECK_MAX).map(({ reference }) => reference);
      const differences = await this.ledger.differences(asked);
      if (!differences) return undefined;
      found.push(...differences);
    }
    return found;
  }

  /** Results take their time to arrive: what is young is not missed yet. */
  private isDue({ movement, ours }: Agreed): boolean {
    const movedMs = this.realClock.now().epochMilliseconds - movement.createdAt.getTime();
    return movedMs >= this.policy.settlingMarginSeconds * 1000 && this.isOld(ours.changedAt);
  }

  /** Billing time. */
  private isOld(at: Date): boolean {
    const ageMs = this.billingClock.now().epochMilliseconds - at.getTime();
    return ageMs >= this.policy.settlingMarginSeconds * 1000;
  }
}

function keyOf({ kind, id }: { kind: string; id: string }): string {
  return `${kind} ${id}`;
}

function mismatchOf({ booked }: LedgerDifference, part: BookedPart, isRepaired: boolean): Mismatch {
  const { movement, ours, reference } = part;
  const kind = booked ? 'ledger_amount' : 'missing_in_ledger';
  const facts = { kind, subject: movement.kind, isRepaired } as const;
  const [amountMinor, currency] = [BigInt(reference.amount_minor), reference.currency];
  return {
    ...facts,
    reference: movement.reference,
    paymentId: ours.paymentId,
    accountId: ours.accountId,
    ours: { amountMinor, currency, status: ours.status },
    theirs: booked && { amountMinor: BigInt(booked.amount_minor), currency: booked.currency, status: 'booked' },
    explanation: explain({ ...facts, part: reference.kind }),
  };
}
