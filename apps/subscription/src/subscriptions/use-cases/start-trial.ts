import { Inject, Injectable } from '@nestjs/common';
import { startTrial } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Database, newId } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitChange } from './commit-change';
import { LoadFacts } from './load-facts';

export interface TrialToStart {
  readonly accountId: string;
  readonly userId: number | null;
  readonly planId: number;
}

/** Starts the trial of a plan; it bills nothing. */
@Injectable()
export class StartTrial {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * @throws AppError `not_found`, `plan_not_found` and the kernel's refusals: `account_blocked`, `plan_inactive`,
   * `plan_has_no_trial`, `plan_not_in_currency`, `trial_already_used`, `already_subscribed`
   */
  async run(ask: TrialToStart): Promise<SubscriptionRecord> {
    return this.database.transaction(async () => {
      const { account, billed, plan, family } = await this.facts.forStart(ask.accountId, ask.planId);
      const now = this.clock.now();
      const familySubscriptions = family.map(({ subscription }) => subscription);
      const start = startTrial({ id: newId(), account: billed, plan, familySubscriptions, now });
      if (!start.ok) throw new AppError(start.error.code, { ...start.error });
      const { subscription, events } = start.value;
      const started: SubscriptionRecord = { subscription, userId: ask.userId, externalKey: null, metadata: {} };
      await this.commit.run({ account, now, moved: [], started, events });
      return started;
    });
  }
}
