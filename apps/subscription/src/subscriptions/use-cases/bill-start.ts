import { Injectable } from '@nestjs/common';
import { enterIntoForce, periodsSinceStart, type BillablePeriod, type Subscription } from '@libs/billing/subscription';
import { TimeZone, type Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import type { Account } from '../../accounts/accounts.api';
import type { CatalogPlan } from '../../catalog/catalog.api';
import { CouponsApi } from '../../coupons/coupons.api';
import { InvoicingApi, type Bill } from '../../invoicing/invoicing.api';
import { UsageApi, type RatedPeriod } from '../../metering/usage.api';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitChange } from './commit-change';
import { WithdrawBills } from './withdraw-bills';

/** A start in the past that would make more invoices than anybody wants to get at once. */
const PERIODS_MAX = 500;

export interface StartToBill {
  readonly account: Account;
  readonly started: SubscriptionRecord;
  readonly plan: CatalogPlan;
  /** Those that gave way: pending ones, and a trial where nothing has to be paid for. */
  readonly replaced: readonly SubscriptionRecord[];
  /** The running trial of the family: it ends when this one is in force. */
  readonly trial: Subscription | null;
  readonly couponCode?: string | undefined;
}

/** Bills the periods since the start, one invoice each; what was replaced is not asked for any more. */
@Injectable()
export class BillStart {
  constructor(
    private readonly coupons: CouponsApi,
    private readonly withdraw: WithdrawBills,
    private readonly invoicing: InvoicingApi,
    private readonly usage: UsageApi,
    private readonly commit: CommitChange,
  ) {}

  /** Invoice numbers are taken here: let this be the last step of the transaction. @throws AppError `start_too_early`, `payment_in_progress` */
  async run(start: StartToBill, now: Instant): Promise<SubscriptionRecord> {
    const zone = TimeZone.of(start.account.timeZone);
    const periods = periodsSinceStart(start.started.subscription, start.plan, zone, now);
    if (periods.length > PERIODS_MAX) throw new AppError('start_too_early', { periodsMax: PERIODS_MAX });
    const rated = await this.rateEnded(start, periods, now);
    const bills = billsOf(start, periods, rated);
    for (const record of start.replaced) {
      await this.withdraw.assertNotCharged(record);
      await this.withdraw.run(record);
    }
    await this.redeem(start, now);
    const issued = await this.invoicing.issueMany(bills, now);
    const isOwed = issued.some(({ invoice }) => invoice.status !== 'paid');
    return isOwed || start.started.subscription.status !== 'pending' ? start.started : this.begin(start, now);
  }

  /** Nothing was reported yet: minimums, and from now on what is reported for these periods is late. */
  private async rateEnded(
    { account, started, plan }: StartToBill,
    periods: readonly BillablePeriod[],
    now: Instant,
  ): Promise<RatedPeriod[]> {
    const zone = TimeZone.of(account.timeZone);
    const rated: RatedPeriod[] = [];
    for (const { period } of periods.slice(0, -1)) {
      const subscription = { ...started.subscription, currentPeriod: period };
      rated.push(...(await this.usage.ratedLines([{ subscription, plan, zone, period }])).values());
    }
    await this.usage.closePeriods(rated, now);
    return rated;
  }

  private async redeem({ account, started, couponCode: code }: StartToBill, now: Instant): Promise<void> {
    if (code === undefined) return;
    const { id: accountId, currency } = account;
    const { id: subscriptionId, planId } = started.subscription;
    await this.coupons.redeem({ code, accountId, subscriptionId, planId, currency, now });
  }

  /** Account credit or a coupon covers it whole, or nothing is due before its end: it is in force at once. */
  private async begin({ account, started, trial }: StartToBill, now: Instant): Promise<SubscriptionRecord> {
    const { subscription: before } = started;
    const { subscription: after, convertedTrial, events } = enterIntoForce(before, trial, now);
    const ended = trial && convertedTrial ? [{ before: trial, after: convertedTrial }] : [];
    await this.commit.run({ account, now, moved: [...ended, { before, after }], events });
    if (convertedTrial) await this.withdraw.run({ subscription: convertedTrial });
    return { ...started, subscription: after };
  }
}

/** As renewals would have billed it: usage with the price of the next period, in arrears with that of its own. */
function billsOf(
  { account, started, plan, trial }: StartToBill,
  periods: readonly BillablePeriod[],
  rated: readonly RatedPeriod[],
): Bill[] {
  const { subscription, userId } = started;
  const cause = trial && subscription.status === 'pending' ? 'conversion' : 'initial';
  return periods
    .map(({ period, lines }, index) => {
      const usage = rated[plan.billIn === 'arrears' ? index : index - 1]?.lines ?? [];
      const key = `period:${subscription.id}:${period.start}`;
      return { account, subscription, userId, lines: [...lines, ...usage], period, cause, key } as const;
    })
    .filter(({ lines }) => lines.length > 0);
}
