import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { LoadFacts } from './load-facts';
import { ResumeSubscription } from './resume-subscription';

/** Resumes a subscription when somebody asks. */
@Injectable()
export class ResumeOnRequest {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly resume: ResumeSubscription,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `not_found`, `not_paused` */
  async run(ask: { id: string; accountId: string | undefined }): Promise<SubscriptionRecord> {
    return this.database.transaction(async () =>
      this.resume.run(await this.facts.forChange(ask.id, ask.accountId), this.clock.now()),
    );
  }
}
