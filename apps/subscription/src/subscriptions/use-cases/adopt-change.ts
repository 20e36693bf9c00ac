import { Injectable } from '@nestjs/common';
import { applyPaidChange, restsToLower, usageEndedBy, type UnpaidRest } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { UsageApi } from '../../metering/usage.api';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitChange } from './commit-change';
import { LoadFacts, type Payer, type PriceFacts } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

/** An invoiced change was paid: it is in force from the instant it was billed from, whenever the money came. */
@Injectable()
export class AdoptChange {
  constructor(
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    private readonly usage: UsageApi,
    private readonly invoicing: InvoicingApi,
    private readonly withdraw: WithdrawBills,
  ) {}

  /** The caller holds the account's lock; let this be the last thing of its transaction. */
  async run(payer: Payer, now: Instant): Promise<SubscriptionRecord> {
    const { account, record } = payer;
    const { subscription: before } = record;
    const { pendingChange } = before;
    if (!pendingChange) throw new InvariantBroken(`subscription ${before.id} awaits no change`);
    const price = await this.facts.priceOf(payer);
    const { plan, zone } = price;
    const rests = await this.restsOwed(price);
    const newPlan = await this.facts.version(pendingChange.planId, pendingChange.planVersion);
    const { subscription: after, events } = applyPaidChange(before, newPlan, { zone });
    await this.commit.run({ account, now, moved: [{ before, after }], events });
    const why = { reason: 'Change of plan', from: pendingChange.effectiveAt, now };
    const adopted = await this.withdraw.rests({ ...record, subscription: after }, rests, why);

    const period = usageEndedBy(before, { plan, newPlan }, pendingChange.effectiveAt);
    const rated = period
      ? [...(await this.usage.ratedLines([{ subscription: before, plan, zone, period }])).values()]
      : [];
    await this.usage.closePeriods(rated, now);
    for (const { lines, ask } of rated) {
      if (lines.every(({ lineTotal }) => lineTotal.isZero())) continue;
      const key = `usage:${before.id}:${ask.period.start}`;
      const bill = { account, subscription: after, userId: record.userId, lines, period: ask.period, key };
      await this.invoicing.issueMany([{ ...bill, cause: 'final' }], now);
    }
    return adopted;
  }

  /** What is still asked for, or was paid meanwhile, of time that the change takes over. */
  private async restsOwed({ record, billedLines }: PriceFacts): Promise<UnpaidRest[]> {
    const { subscription } = record;
    const { pendingChange } = subscription;
    if (!pendingChange?.invoiceId) return [];
    const bill = await this.invoicing.byId(pendingChange.invoiceId);
    const credits = (bill?.invoice.lines ?? []).flatMap(({ creditsLineId: id, lineTotal }) =>
      id ? [[id, lineTotal.negate()] as const] : [],
    );
    return restsToLower({ subscription, billedLines }, pendingChange.effectiveAt, new Map(credits));
  }
}
