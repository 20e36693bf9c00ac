import { Injectable } from '@nestjs/common';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitChange, type ChangeToCommit } from './commit-change';
import { WithdrawBills } from './withdraw-bills';

/** Some end that were never paid for, as what is committed says: nothing of them is owed any more. */
@Injectable()
export class EndUnpaid {
  constructor(
    private readonly commit: CommitChange,
    private readonly withdraw: WithdrawBills,
  ) {}

  /** Saved first, so that whoever hears of the void finds nothing to do. */
  async run(change: ChangeToCommit, ended: readonly SubscriptionRecord[]): Promise<void> {
    await this.commit.run(change);
    for (const record of ended) await this.withdraw.run(record);
  }
}
