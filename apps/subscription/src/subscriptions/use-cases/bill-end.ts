import { Injectable } from '@nestjs/common';
import { finalBill, type Refund } from '@libs/billing/subscription';
import { Period, type Instant } from '@libs/calendar';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import { UsageApi } from '../../metering/usage.api';
import type { PriceFacts } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

/** The last bill of a subscription: usage so far, what was served in arrears, and credit for the rest where it was asked. */
@Injectable()
export class BillEnd {
  constructor(
    private readonly usage: UsageApi,
    private readonly invoicing: InvoicingApi,
    private readonly withdraw: WithdrawBills,
  ) {}

  /**
   * `facts` as they were before the end; `end` is the instant from which nothing is served. The caller holds the account's
   * lock; let this be the last thing of its transaction. Null when there is nothing to bill.
   */
  async run(facts: PriceFacts, end: Instant, refund: Refund, now: Instant): Promise<InvoiceRecord | null> {
    const { account, record, plan, zone, billedLines } = facts;
    const { subscription, userId } = record;
    const {
      lines: priceLines,
      unpaid,
      usagePeriod,
    } = finalBill({ subscription, plan, zone, billedLines }, end, refund);
    await this.withdraw.rests(record, unpaid, { reason: 'End of service', from: end.wholeSecond(), now });
    const rated = usagePeriod
      ? [...(await this.usage.ratedLines([{ subscription, plan, zone, period: usagePeriod }])).values()]
      : [];
    await this.usage.closePeriods(rated, now);
    const lines = [...priceLines, ...rated.flatMap((each) => each.lines)];
    if (lines.every(({ lineTotal }) => lineTotal.isZero())) return null;
    const { start, end: periodEnd } = subscription.currentPeriod;
    const period = usagePeriod ?? Period.of(start, end.isBefore(periodEnd) ? end : periodEnd);
    const key = `final:${subscription.id}`;
    const bill = { account, subscription, userId, lines, period, cause: 'final', key } as const;
    const [invoice = null] = await this.invoicing.issueMany([bill], now);
    return invoice;
  }
}
