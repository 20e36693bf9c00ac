import { Inject, Injectable } from '@nestjs/common';
import { reconcileMovement, type Finding } from '@libs/billing/payment';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import type { GatewayMovement } from '../../gateways/gateway';
import { explain } from '../explain';
import type { Agreed } from '../ledger-parts';
import { sideOf, type Mismatch, type OurRecord, type ReconciliationRun } from '../reconciliation';
import { ReconciliationPolicy } from '../reconciliation-policy';
import { FindOurs } from './find-ours';
import { RepairMovement } from './repair-movement';

export interface Comparison {
  /** Ids of our payments, refunds and disputes that the page is about. */
  seen: string[];
  agreed: Agreed[];
  mismatches: Mismatch[];
}

/** Compares one page of the gateway's books with ours, and repairs what can be repaired safely. */
@Injectable()
export class CompareMovements {
  constructor(
    private readonly findOurs: FindOurs,
    private readonly repair: RepairMovement,
    private readonly policy: ReconciliationPolicy,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  async execute(run: ReconciliationRun, movements: readonly GatewayMovement[]): Promise<Comparison> {
    const ours = await this.findOurs.execute(movements);
    const seen = [...ours.values()].map(({ id }) => id);
    const comparison: Comparison = { seen, agreed: [], mismatches: [] };
    for (const movement of movements) {
      const record = ours.get(movement.id);
      const finding = reconcileMovement(movement, record);
      if (finding.ok) {
        if (record) comparison.agreed.push({ movement, ours: record });
      } else if (!this.isInHand(record)) {
        comparison.mismatches.push(await this.treat(run, movement, record, finding));
      }
    }
    return comparison;
  }

  /** Whoever called the gateway may still be about to write down what it said. */
  private isInHand(record: OurRecord | undefined): boolean {
    if (record?.state !== 'waiting' || !record.startedAt || record.flag !== null) return false;
    const ageMs = this.clock.now().epochMilliseconds - record.startedAt.getTime();
    return ageMs < this.policy.abandonedAfterMs;
  }

  private async treat(
    run: ReconciliationRun,
    movement: GatewayMovement,
    record: OurRecord | undefined,
    finding: Extract<Finding, { ok: false }>,
  ): Promise<Mismatch> {
    const isRepaired = await this.repair.execute(run, movement, record, finding);
    // What it had to be repaired from, but whose it is now.
    const after = isRepaired ? ((await this.findOurs.execute([movement])).get(movement.id) ?? record) : record;
    const facts = { kind: finding.kind, subject: movement.kind, isRepaired };
    return {
      ...facts,
      reference: movement.reference,
      paymentId: after?.paymentId ?? null,
      accountId: after?.accountId ?? null,
      ours: record ? sideOf(record) : null,
      theirs: sideOf(movement),
      explanation: explain({ ...facts, ourStatus: record?.status }),
    };
  }
}
