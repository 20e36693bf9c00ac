import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import { LoadFacts } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

/** A change whose charge was declined while its customer waited leaves everything as it was. */
@Injectable()
export class WithdrawDeclinedChange {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly withdraw: WithdrawBills,
  ) {}

  /**
   * Voids the bill of the change, and with it the change. Nothing happens when another card paid it meanwhile, or another
   * change replaced it. @throws AppError `not_found`
   */
  async run(id: string, invoiceId: string): Promise<void> {
    await this.database.transaction(async () => {
      const { record } = await this.facts.forChange(id);
      if (record.subscription.pendingChange?.invoiceId === invoiceId) await this.withdraw.ofChange(record);
    });
  }
}
