import { Inject, Injectable } from '@nestjs/common';
import { enterIntoForce, withdrawChange, type Subscription } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import type { InvoiceRecord } from '../../invoicing/invoicing.api';
import { AdoptChange } from './adopt-change';
import { CommitChange } from './commit-change';
import { EndUnpaid } from './end-unpaid';
import { LoadFacts, type Payer } from './load-facts';

/** A bill was settled by a credit note, or voided or given up by staff: what waited for it is in force, or waits no more. */
@Injectable()
export class FollowInvoice {
  constructor(
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    private readonly adopt: AdoptChange,
    private readonly end: EndUnpaid,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** In the transaction that changed the invoice. */
  async run({ invoice }: InvoiceRecord): Promise<void> {
    const { id, status, subscriptionId } = invoice;
    if (subscriptionId === null || status === 'open' || status === 'draft') return;
    const payer = await this.facts.forChange(subscriptionId);
    const now = this.clock.now();
    const isOfChange = payer.record.subscription.pendingChange?.invoiceId === id;
    if (status === 'paid') await this.settled(payer, id, now);
    else if (isOfChange) await this.withdrawn(payer, now);
    else await this.forgiven(payer, id, now);
  }

  private async settled({ account, record }: Payer, invoiceId: string, now: Instant): Promise<void> {
    const { subscription: before } = record;
    const holder = await this.facts.holderOf(account.id, before.family);
    const owesMore = await this.facts.owesMore(before, invoiceId);
    const force = owesMore ? null : enterIntoForce(before, holder?.subscription ?? null, now);
    if (force && force.events.length > 0) {
      const { convertedTrial, subscription: after, events } = force;
      const trial = convertedTrial && holder ? [holder] : [];
      const ended = trial.map(({ subscription }) => ({ before: subscription, after: convertedTrial as Subscription }));
      await this.end.run({ account, now, moved: [...ended, { before, after }], events }, trial);
    }
    if (before.pendingChange?.invoiceId !== invoiceId) return;
    await this.adopt.run({ account, record: { ...record, subscription: force?.subscription ?? before } }, now);
  }

  /** What was past due for it alone is not any more; in the grace after a trial nothing was ever paid for. */
  private async forgiven({ account, record: { subscription: before } }: Payer, invoiceId: string, now: Instant) {
    if (before.status !== 'past_due' || before.graceEndsAt || (await this.facts.owesMore(before, invoiceId))) return;
    const { subscription: after, events } = enterIntoForce(before, null, now);
    await this.commit.run({ account, now, moved: [{ before, after }], events });
  }

  private async withdrawn({ account, record }: Payer, now: Instant): Promise<void> {
    const { subscription: before } = record;
    const { subscription: after, events } = withdrawChange(before);
    await this.commit.run({ account, now, moved: [{ before, after }], events });
  }
}
