import { Injectable } from '@nestjs/common';
import type { UnpaidRest } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { CouponsApi } from '../../coupons/coupons.api';
import { CollectionApi } from '../../collection/collection.api';
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
    private readonly collection: CollectionApi,
    private readonly coupons: CouponsApi,
  ) {}

  /**
   * Somebody asks for what would take back a first bill, or that of a change. Being charged, it would be paid for
   * nothing, and what takes its place be charged as well. @throws AppError `payment_in_progress`
   */
  async assertNotCharged({ subscription }: SubscriptionRecord): Promise<void> {
    const { id, status, pendingChange } = subscription;
    const open = status === 'pending' ? await this.invoicing.openOf(id) : [];
    const ids = [
      ...open.map(({ invoice }) => invoice.id),
      ...(pendingChange?.invoiceId ? [pendingChange.invoiceId] : []),
    ];
    if (ids.length > 0 && (await this.collection.isBeingCharged(ids))) throw new AppError('payment_in_progress');
  }

  /** The open bills of a subscription that never began, or was never paid for, and its coupons. */
  async run({ subscription }: Pick<SubscriptionRecord, 'subscription'>): Promise<void> {
    await this.invoicing.withdrawOpenOf(subscription.id);
    await this.coupons.giveBack(subscription.id);
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
