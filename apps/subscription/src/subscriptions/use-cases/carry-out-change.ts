import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
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
    await this.commit.run({ account, now, moved: [{ before, after }], events: plan.events });
    if (plan.replacesUnpaidChange) await this.withdraw.ofChange(record);
    await this.usage.closePeriods(rated, now);
    const changed = { ...record, subscription: after };
    const [invoice = null] = bill ? await this.invoicing.issueMany([bill], now) : [];
    if (plan.takesEffect !== 'when_paid') return { record: changed, decided, invoice };
    // Account credit may have paid for it whole.
    if (!invoice || invoice.invoice.status === 'paid') {
      return { record: await this.adopt.run({ account, record: changed }, now), decided, invoice };
    }
    return { record: await this.commit.nameInvoice(changed, invoice.invoice.id), decided, invoice };
  }
}
