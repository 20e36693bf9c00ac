import { Injectable } from '@nestjs/common';
import type { GatewayMovement } from '../../gateways/gateway';
import type { Mismatch, ReconciliationRun } from '../reconciliation';
import { CheckLedger } from './check-ledger';
import { CompareMovements } from './compare-movements';
import { RecordFees } from './record-fees';

export interface PageResult {
  /** Ids of ours that the page is about. */
  seen: string[];
  mismatches: Mismatch[];
  /** False when the ledger was not asked, or did not answer. */
  isLedgerReached: boolean;
}

/** One page of the gateway's books: compared with our rows, then what agrees with the ledger, and its fees recorded. */
@Injectable()
export class ReconcilePage {
  constructor(
    private readonly compare: CompareMovements,
    private readonly checkLedger: CheckLedger,
    private readonly recordFees: RecordFees,
  ) {}

  async execute(run: ReconciliationRun, page: readonly GatewayMovement[], asksLedger: boolean): Promise<PageResult> {
    const { seen, agreed, mismatches } = await this.compare.execute(run, page);
    const fees = await this.recordFees.execute(agreed);
    const differences = asksLedger ? await this.checkLedger.execute(run.id, agreed, fees) : undefined;
    return { seen, mismatches: [...mismatches, ...(differences ?? [])], isLedgerReached: differences !== undefined };
  }
}
