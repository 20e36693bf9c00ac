import { Injectable } from '@nestjs/common';
import { enterIntoForce, periodsSinceStart, type Subscription } from '@libs/billing/subscription';
import { TimeZone, type Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import type { Account } from '../../accounts/accounts.api';
import type { CatalogPlan } from '../../catalog/catalog.api';
import { CouponsApi } from '../../coupons/coupons.api';
import { InvoicingApi, type Bill } from '../../invoicing/invoicing.api';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitChange } from './commit-change';
import { WithdrawBills } from './withdraw-bills';

/** A start in the past that would make more invoices than anybody wants to get at once. */
const PERIODS_MAX = 500;

export interface StartToBill {
  readonly account: Account;
  readonly started: SubscriptionRecord;
  readonly plan: CatalogPlan;
  /** Pending ones that gave way. */
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
    private readonly commit: CommitChange,
  ) {}

  /** Invoice numbers are taken here: let this be the last step of the transaction. @throws AppError `start_too_early`, `payment_in_progress` */
  async run(start: StartToBill, now: Instant): Promise<SubscriptionRecord> {
    const bills = billsOf(start, now);
    if (bills.length > PERIODS_MAX) throw new AppError('start_too_early', { periodsMax: PERIODS_MAX });
    await this.redeem(start, now);
    for (const record of start.replaced) {
      await this.withdraw.assertNotCharged(record);
      await this.withdraw.run(record);
    }
    const issued = await this.invoicing.issueMany(bills, now);
    const isOwed = issued.some(({ invoice }) => invoice.status !== 'paid');
    return isOwed || start.started.subscription.status !== 'pending' ? start.started : this.begin(start, now);
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
    return { ...started, subscription: after };
  }
}

function billsOf({ account, started, plan, trial }: StartToBill, now: Instant): Bill[] {
  const { subscription, userId } = started;
  const cause = trial && subscription.status === 'pending' ? 'conversion' : 'initial';
  return periodsSinceStart(subscription, plan, TimeZone.of(account.timeZone), now)
    .filter(({ lines }) => lines.length > 0)
    .map(({ period, lines }) => {
      const key = `period:${subscription.id}:${period.start}`;
      return { account, subscription, userId, lines, period, cause, key };
    });
}
