import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { Database } from '@libs/persistence';
import { CarryOutChange, type ChangeOutcome } from './carry-out-change';
import { DecideChange, type ChangeAsk } from './decide-change';
import { LoadFacts } from './load-facts';

export interface SubscriptionToChange extends ChangeAsk {
  readonly id: string;
  /** Narrows to one account's; undefined is any. */
  readonly accountId: string | undefined;
  /** Replaces what is kept; undefined leaves it. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Changes plan or seats: at once, at the period's end, or when its invoice is paid. It replaces a change that waits. */
@Injectable()
export class ChangeSubscription {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly decide: DecideChange,
    private readonly carryOut: CarryOutChange,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * Two at once are done one after the other: the second sees what the first did. @throws AppError `not_found`,
   * `plan_not_found` and the kernel's refusals: `subscription_not_live`, `subscription_paused`, `account_blocked`,
   * `plan_inactive`, `plan_of_other_family`, `plan_not_in_currency`, `quantity_not_allowed`, `cancellation_scheduled`; `payment_in_progress`
   */
  async run(ask: SubscriptionToChange): Promise<ChangeOutcome> {
    return this.database.transaction(async () => {
      const found = await this.facts.forChange(ask.id, ask.accountId);
      const { metadata } = ask;
      const payer = metadata ? { ...found, record: await this.carryOut.keep(found.record, metadata) } : found;
      if (ask.planId === undefined && ask.quantity === undefined) {
        return { record: payer.record, decided: null, invoice: null, lowers: [] };
      }
      const now = this.clock.now();
      const decided = await this.decide.run(await this.facts.priceOf(payer), ask, now);
      return this.carryOut.run(decided, now);
    });
  }
}
