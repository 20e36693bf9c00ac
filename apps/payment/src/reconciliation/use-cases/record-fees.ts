import { Injectable } from '@nestjs/common';
import { FeesApi } from '../../transactions/fees.api';
import type { Agreed } from './check-ledger';

/** What the gateway kept is told by its books only, often: whatever a page of them says and we do not know is recorded. */
@Injectable()
export class RecordFees {
  constructor(private readonly fees: FeesApi) {}

  /** Returns how many were new. */
  async execute(agreed: readonly Agreed[]): Promise<number> {
    const charged = agreed.filter(({ movement }) => movement.feeMinor > 0n);
    const known = await this.fees.of(charged.map(({ ours }) => ours.id));
    let recorded = 0;
    for (const { movement, ours } of charged) {
      if (known.has(ours.id)) continue;
      const fee = { amountMinor: movement.feeMinor, currency: movement.feeCurrency };
      if (await this.fees.record({ transactionId: ours.id, accountId: ours.accountId, fee })) recorded += 1;
    }
    return recorded;
  }
}
