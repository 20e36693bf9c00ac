import { Injectable } from '@nestjs/common';
import { grantedUntil, type PendingChange } from '@libs/billing/subscription';
import { wireAmount, type PendingChangeView, type SubscriptionView } from '@libs/dto';
import { InvariantBroken } from '@libs/errors';
import { CatalogApi } from '../../catalog/catalog.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import type { SubscriptionRecord } from '../subscription-record';

type Bill = NonNullable<ReturnType<Awaited<ReturnType<InvoicingApi['currentOf']>>['get']>>;

/** Subscriptions as clients see them, each with its plan and its present invoice. */
@Injectable()
export class ShowSubscriptions {
  constructor(
    private readonly catalog: CatalogApi,
    private readonly invoicing: InvoicingApi,
  ) {}

  async run(records: readonly SubscriptionRecord[]): Promise<SubscriptionView[]> {
    const bills = await this.invoicing.currentOf(records.map(({ subscription }) => subscription.id));
    return Promise.all(records.map((record) => this.view(record, bills.get(record.subscription.id))));
  }

  async one(record: SubscriptionRecord): Promise<SubscriptionView> {
    return (await this.run([record]))[0] as SubscriptionView;
  }

  private async view(record: SubscriptionRecord, bill: Bill | undefined): Promise<SubscriptionView> {
    const { subscription, userId, externalKey, metadata } = record;
    const { planId, planVersion, periodPrice, currentPeriod, pendingChange } = subscription;
    const plan = await this.catalog.version(planId, planVersion);
    if (!plan) throw new InvariantBroken(`version ${planVersion} of plan ${planId} is not stored`);
    return {
      id: subscription.id,
      user_id: userId,
      account_id: subscription.accountId,
      plan_id: planId,
      plan: this.catalog.view(plan, periodPrice.currency),
      plan_version: planVersion,
      status: subscription.status,
      quantity: subscription.quantity,
      start_date: subscription.startedAt.toString(),
      end_date: grantedUntil(subscription).toString(),
      current_period_start: currentPeriod.start.toString(),
      current_period_end: currentPeriod.end.toString(),
      billing_day: subscription.billingDay ?? null,
      trial_end: subscription.trialEnd?.toString() ?? null,
      cancel_at_period_end: subscription.cancelAtPeriodEnd,
      canceled_at: subscription.canceledAt?.toString() ?? null,
      end_reason: subscription.endReason,
      pause_resumes_at: subscription.pause?.resumesAt?.toString() ?? null,
      pending_change: pendingChange ? pendingChangeView(pendingChange) : null,
      payment_required: subscription.status === 'pending' || Boolean(pendingChange?.awaitsPayment),
      // What a client who pays now must send, tax and discounts included; later the price of a period.
      amount: wireAmount(subscription.status === 'pending' && bill ? bill.amountDue : periodPrice),
      currency: periodPrice.currency,
      invoice_id: pendingChange?.invoiceId ?? bill?.id ?? null,
      external_key: externalKey,
      metadata,
      created_at: subscription.createdAt.toString(),
    };
  }
}

function pendingChangeView(change: PendingChange): PendingChangeView {
  return {
    plan_id: change.planId,
    plan_version: change.planVersion,
    quantity: change.quantity,
    effective_at: change.effectiveAt.toString(),
    awaits_payment: change.awaitsPayment,
    invoice_id: change.invoiceId ?? null,
  };
}
