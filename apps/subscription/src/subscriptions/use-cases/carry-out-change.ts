import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import type { LoweredInvoice } from '../../invoicing/credit-notes.api';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import { UsageApi } from '../../metering/usage.api';
import type { SubscriptionRecord } from '../subscription-record';
import { AdoptChange } from './adopt-change';
import { CommitChange } from './commit-change';
import type { DecidedChange } from './decide-change';
import { WithdrawBills } from './withdraw-bills';

export interface ChangeOutcome {
  readonly record: SubscriptionRecord;
  /** Null when only what is kept about it changed, not what is sold. */
  readonly decided: DecidedChange | null;
  /** The bill it made. */
  readonly invoice: InvoiceRecord | null;
  /** Bills that are still owed and ask for less once it is in force. */
  readonly lowers: readonly LoweredInvoice[];
}

/** Writes a decided change: what gives way, the new state, and its bill, in the caller's transaction. */
@Injectable()
export class CarryOutChange {
  constructor(
    private readonly withdraw: WithdrawBills,
    private readonly commit: CommitChange,
    private readonly invoicing: InvoicingApi,
    private readonly usage: UsageApi,
    private readonly adopt: AdoptChange,
  ) {}

  /** What is only kept of a subscription may change in any state. */
  async keep(record: SubscriptionRecord, metadata: SubscriptionRecord['metadata']): Promise<SubscriptionRecord> {
    return this.commit.keepMetadata(record, metadata);
  }

  async run(decided: DecidedChange, now: Instant): Promise<ChangeOutcome> {
    const { facts, plan, bill, rated } = decided;
    const { account, record } = facts;
    const [before, after] = [record.subscription, plan.subscription];
    if (plan.replacesUnpaidChange) await this.withdraw.assertNotCharged(record);
    await this.commit.run({ account, now, moved: [{ before, after }], events: plan.events });
    if (plan.replacesUnpaidChange) await this.withdraw.ofChange(record);
    const lowers = await this.withdraw.previewRests(plan.unpaid, now);
    const saved = { ...record, subscription: after };
    const why = { reason: 'Change of plan', from: decided.at, now };
    const isInForce = plan.takesEffect !== 'when_paid';
    const changed = isInForce ? await this.withdraw.rests(saved, plan.unpaid, why) : saved;
    await this.usage.closePeriods(rated, now);
    const [invoice = null] = bill ? await this.invoicing.issueMany([bill], now) : [];
    if (isInForce || !invoice) return { record: changed, decided, invoice, lowers };
    const named = await this.commit.nameInvoice(changed, invoice.invoice.id);
    // Account credit may have paid for it whole.
    const isPaid = invoice.invoice.status === 'paid';
    return { record: isPaid ? await this.adopt.run({ account, record: named }, now) : named, decided, invoice, lowers };
  }
}
