import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, REAL_CLOCK, type BillingClock, type RealClock } from '@libs/calendar';
import type { LedgerDifference, LedgerReference } from '@libs/dto';
import type { GatewayMovement } from '../../gateways/gateway';
import { explain } from '../explain';
import { LedgerWitness } from '../ledger-witness';
import { sideOf, type Mismatch, type OurRecord } from '../reconciliation';
import { ReconciliationPolicy } from '../reconciliation-policy';
import { ResendResults, type MissedResult } from './resend-results';

/** A movement on which the gateway and we agree. */
export interface Agreed {
  movement: GatewayMovement;
  ours: OurRecord;
}

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

  /** The differences of one page, at most 500 movements; undefined when the ledger could not be asked. */
  async execute(runId: string, agreed: readonly Agreed[]): Promise<Mismatch[] | undefined> {
    const booked = new Map<string, Agreed & { kind: LedgerReference['kind'] }>();
    for (const pair of agreed) {
      const kind = kindInLedger(pair);
      if (kind && this.isDue(pair)) booked.set(`${kind} ${pair.ours.id}`, { ...pair, kind });
    }
    if (booked.size === 0) return [];
    const differences = await this.ledger.differences([...booked.values()].map(referenceOf));
    if (!differences) return undefined;
    const missed = differences.filter((difference) => difference.booked === null);
    const told = await this.resend.execute(
      runId,
      missed.flatMap(({ kind, id }) => toMissed(kind, booked.get(`${kind} ${id}`))),
    );
    return differences.flatMap((difference) => {
      const pair = booked.get(`${difference.kind} ${difference.id}`);
      return pair ? [mismatchOf(difference, pair, told.has(difference.id))] : [];
    });
  }

  /** Results take their time to arrive: what is young is not missed yet. */
  private isDue({ movement, ours }: Agreed): boolean {
    const marginMs = this.policy.settlingMarginSeconds * 1000;
    const movedMs = this.realClock.now().epochMilliseconds - movement.createdAt.getTime();
    const changedMs = this.billingClock.now().epochMilliseconds - ours.changedAt.getTime();
    return movedMs >= marginMs && changedMs >= marginMs;
  }
}

/** What came back has entries of its own that tell of it; only what stands is compared. */
function kindInLedger({ movement, ours }: Agreed): LedgerReference['kind'] | undefined {
  if (movement.kind === 'charge') return 'payment';
  if (movement.kind === 'dispute') return ours.state === 'returned' ? undefined : 'dispute';
  const isStanding = movement.kind === 'refund' && ours.state === 'moved' && movement.status === 'succeeded';
  return isStanding ? 'refund' : undefined;
}

function referenceOf({ kind, ours }: Agreed & { kind: LedgerReference['kind'] }): LedgerReference {
  return { kind, id: ours.id, amount_minor: ours.amountMinor.toString(), currency: ours.currency };
}

function toMissed(kind: LedgerReference['kind'], pair: Agreed | undefined): MissedResult[] {
  return pair ? [{ kind, record: pair.ours, reference: pair.movement.reference }] : [];
}

function mismatchOf({ booked }: LedgerDifference, { movement, ours }: Agreed, isRepaired: boolean): Mismatch {
  const kind = booked ? 'ledger_amount' : 'missing_in_ledger';
  const facts = { kind, subject: movement.kind, isRepaired } as const;
  return {
    ...facts,
    reference: movement.reference,
    paymentId: ours.paymentId,
    accountId: ours.accountId,
    ours: sideOf(ours),
    theirs: booked && { amountMinor: BigInt(booked.amount_minor), currency: booked.currency, status: 'booked' },
    explanation: explain(facts),
  };
}
