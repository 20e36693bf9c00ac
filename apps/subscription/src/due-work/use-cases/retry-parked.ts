import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { Database, isUnavailable } from '@libs/persistence';
import type { ParkedWork } from '../parked-work';
import { ParkedWorkRepository } from '../persistence/parked-work.repository';
import { DoWorkOfAccount } from './do-work-of-account';
import { reasonOf } from './do-or-park';

/** Shows what was put aside, and tries it again. */
@Injectable()
export class RetryParked {
  constructor(
    private readonly database: Database,
    private readonly parked: ParkedWorkRepository,
    private readonly account: DoWorkOfAccount,
  ) {}

  async page(limit: number, beforeId: string | undefined): Promise<ParkedWork[]> {
    return this.parked.page(limit, beforeId);
  }

  /**
   * Does what is due of the account now; the ids of the invoices it made. Fails again: it stays parked.
   * @throws AppError `not_found`, `still_parked`
   */
  async run(id: string): Promise<string[]> {
    const work = await this.parked.byId(id);
    if (!work) throw new AppError('not_found');
    try {
      return await this.database.transaction(async () => {
        await this.parked.remove(id);
        return this.account.run(work.accountId);
      });
    } catch (error) {
      if (isUnavailable(error)) throw error;
      throw new AppError('still_parked', { reason: reasonOf(error) });
    }
  }
}
