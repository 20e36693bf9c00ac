import { Injectable } from '@nestjs/common';
import { resumeSubscription } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { UsageApi } from '../../metering/usage.api';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitChange } from './commit-change';
import { LoadFacts, type Payer } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

/** Serves the rest of the paid period; onto a billing day, bills the stub to its next boundary. */
@Injectable()
export class ResumeSubscription {
  constructor(
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    private readonly usage: UsageApi,
    private readonly invoicing: InvoicingApi,
    private readonly withdraw: WithdrawBills,
  ) {}

  /** `at`: now, or when it was to resume by itself. The caller holds the account's lock. @throws AppError `not_paused` */
  async run(payer: Payer, at: Instant): Promise<SubscriptionRecord> {
    const { account, record, plan, zone, billedLines } = await this.facts.priceOf(payer);
    const { subscription: before, userId } = record;
    const resumed = resumeSubscription({ subscription: before, plan, zone, billedLines }, at);
    if (!resumed.ok) throw new AppError(resumed.error.code);
    const { subscription: after, events, lines: priceLines, unpaid, endedPeriod: period } = resumed.value;
    const rated = period
      ? [...(await this.usage.ratedLines([{ subscription: before, plan, zone, period }])).values()]
      : [];
    await this.commit.run({ account, now: at, moved: [{ before, after }], events });
    const from = before.pause?.startedAt.wholeSecond() ?? at;
    const why = { reason: 'Pause', from, now: at };
    const active = await this.withdraw.rests({ ...record, subscription: after }, unpaid, why);
    await this.usage.closePeriods(rated, at);
    const lines = [...priceLines, ...rated.flatMap((each) => each.lines)];
    if (lines.some(({ lineTotal }) => !lineTotal.isZero())) {
      const key = `resume:${before.id}:${at}`;
      const bill = { account, subscription: after, userId, lines, period: after.currentPeriod, key };
      await this.invoicing.issueMany([{ ...bill, cause: 'renewal' }], at);
    }
    return active;
  }
}
