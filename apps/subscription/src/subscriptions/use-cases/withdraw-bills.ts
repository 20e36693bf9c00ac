import { Injectable } from '@nestjs/common';
import type { UnpaidRest } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { CreditNotesApi, type LoweredInvoice, type WhyLowered } from '../../invoicing/credit-notes.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import type { SubscriptionRecord } from '../subscription-record';
import { LoadFacts } from './load-facts';

/** What never began, or will not be served, is not owed; collection stops asking for its money. */
@Injectable()
export class WithdrawBills {
  constructor(
    private readonly invoicing: InvoicingApi,
    private readonly notes: CreditNotesApi,
    private readonly facts: LoadFacts,
  ) {}

  /** The open bills of a subscription. */
  async run({ subscription }: SubscriptionRecord): Promise<void> {
    await this.invoicing.withdrawOpenOf(subscription.id);
  }

  /** The bill of a change that gives way before it was paid; nothing else of the subscription is touched. */
  async ofChange({ subscription }: SubscriptionRecord): Promise<void> {
    const invoiceId = subscription.pendingChange?.invoiceId;
    if (invoiceId) await this.invoicing.withdrawOpen(invoiceId);
  }

  /**
   * Takes time that will not be served off the bills that ask for it. Save what changed before, and bill after. The record
   * as it is then: a bill that was lowered to nothing is paid, and may have moved its subscription on.
   */
  async rests(record: SubscriptionRecord, rests: readonly UnpaidRest[], why: WhyLowered): Promise<SubscriptionRecord> {
    if (rests.length === 0) return record;
    await this.notes.lower(rests, why);
    return this.facts.again(record);
  }

  /** What `rests` would take off; nothing is written. */
  async previewRests(rests: readonly UnpaidRest[], now: Instant): Promise<LoweredInvoice[]> {
    return this.notes.previewLowered(rests, now);
  }
}
