import { Injectable } from '@nestjs/common';
import { TimeZone, type Instant } from '@libs/calendar';
import type { CatalogPlan } from '../../catalog/catalog.api';
import { InvoicingApi, type Bill } from '../../invoicing/invoicing.api';
import { UsageApi, type RatedPeriod, type UsageAsk } from '../../metering/usage.api';
import type { DueDecision } from './decide-when-due';
import { WithdrawBills } from './withdraw-bills';

/** Bills what a page of decisions says: prices, and the usage of the periods that ended. */
@Injectable()
export class BillDuePage {
  constructor(
    private readonly withdraw: WithdrawBills,
    private readonly usage: UsageApi,
    private readonly invoicing: InvoicingApi,
  ) {}

  /** The last thing of its transaction, since invoice numbers are taken here. Answers the ids of the new invoices. */
  async run(
    decisions: readonly DueDecision[],
    planOf: (planId: number, version: number) => CatalogPlan,
    now: Instant,
  ): Promise<string[]> {
    for (const { payer, withdraws } of decisions) {
      if (withdraws === 'all') await this.withdraw.run(payer.record);
      if (withdraws === 'change') await this.withdraw.ofChange(payer.record);
    }
    const rated = await this.usage.ratedLines(decisions.flatMap((decision) => usageAsks(decision, planOf)));
    await this.usage.closePeriods(rated.values(), now);
    const bills = decisions.flatMap((decision) => billOf(decision, rated.get(decision.after.id)));
    if (bills.length === 0) return [];
    const issued = await this.invoicing.issueMany(bills, now);
    return issued.map(({ invoice }) => invoice.id);
  }

  /** The bills of decisions alone, with the usage there is so far; nothing is written. */
  async bills(
    decisions: readonly DueDecision[],
    planOf: (planId: number, version: number) => CatalogPlan,
  ): Promise<Bill[]> {
    const rated = await this.usage.ratedLines(decisions.flatMap((decision) => usageAsks(decision, planOf)));
    return decisions.flatMap((decision) => billOf(decision, rated.get(decision.after.id)));
  }
}

function usageAsks(
  { payer, endedPeriod }: DueDecision,
  planOf: (id: number, version: number) => CatalogPlan,
): UsageAsk[] {
  if (!endedPeriod) return [];
  const { account, record } = payer;
  const { subscription } = record;
  const plan = planOf(subscription.planId, subscription.planVersion);
  return [{ subscription, plan, zone: TimeZone.of(account.timeZone), period: endedPeriod }];
}

/** A bill over nothing but zeros is nobody's concern. */
function billOf({ payer, after, bill }: DueDecision, usage: RatedPeriod | undefined): Bill[] {
  if (!bill) return [];
  const lines = [...bill.lines, ...(usage?.lines ?? [])];
  if (lines.every(({ lineTotal }) => lineTotal.isZero())) return [];
  return [{ account: payer.account, subscription: after, userId: payer.record.userId, ...bill, lines }];
}
