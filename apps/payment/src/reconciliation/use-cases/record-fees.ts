import { Injectable } from '@nestjs/common';
import { FeesApi, type Fee } from '../../transactions/fees.api';
import type { Agreed } from '../ledger-parts';

/** What the gateway kept is told by its books only, often: whatever a page of them says and we do not know is recorded. */
@Injectable()
export class RecordFees {
  constructor(private readonly fees: FeesApi) {}

  /** Returns those that were known before, by our id of the movement. */
  async execute(agreed: readonly Agreed[]): Promise<Map<string, Fee>> {
    const charged = agreed.filter(({ movement }) => movement.feeMinor > 0n);
    const known = await this.fees.of(charged.map(({ ours }) => ours.id));
    for (const { movement, ours } of charged) {
      if (known.has(ours.id)) continue;
      const fee = { amountMinor: movement.feeMinor, currency: movement.feeCurrency };
      await this.fees.record({ transactionId: ours.id, accountId: ours.accountId, fee });
    }
    return known;
  }
}
