import { Injectable } from '@nestjs/common';
import type { DunningStep } from '@libs/billing/collection';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { newId } from '@libs/persistence';
import { CollectionApi } from '../../collection/collection.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { MailApi } from '../../mail/mail.api';
import { UnpaidSubscriptionsApi } from '../../subscriptions/unpaid-subscriptions.api';
import type { DunnedInvoice } from '../dunned-invoice';
import { dunningMail, type DunningMailName } from '../dunning-mail-request';

/** A step that is done now, and what comes after it. */
export interface StepToDo {
  readonly invoice: DunnedInvoice;
  readonly step: DunningStep;
  readonly plan: readonly DunningStep[];
}

/** The deed of each step; how the account stands follows from the case, not from here. */
@Injectable()
export class DoStep {
  constructor(
    private readonly mail: MailApi,
    private readonly invoicing: InvoicingApi,
    private readonly collection: CollectionApi,
    private readonly subscriptions: UnpaidSubscriptionsApi,
  ) {}

  /** Runs in the transaction that holds the account's lock. */
  async run({ invoice, step, plan }: StepToDo, now: Instant): Promise<void> {
    const { invoiceId, subscriptionId } = invoice;
    const tell = (name: DunningMailName) => this.mail.request(dunningMail(name, { invoiceId, plan }));
    switch (step.kind) {
      case 'fall_due':
        if (invoice.dunned.scope === 'subscription') await this.subscriptions.fallPastDue(named(subscriptionId), now);
        return tell('payment_method_missing');
      case 'new_method':
        return this.charge(invoiceId, `method-${newId()}`);
      case 'retry':
        return this.charge(invoiceId, `retry-${step.retry}`);
      case 'warn':
        return tell('account_overdue');
      case 'block':
        return tell('account_blocked');
      case 'cancel':
        // Its last bill takes a number: let nothing come after this in the transaction but other cancellations.
        if (await this.subscriptions.cancel(named(subscriptionId), invoice.dunned.blockedAt, now))
          await tell('subscription_canceled_unpaid');
    }
  }

  private async charge(invoiceId: string, key: string): Promise<void> {
    const record = await this.invoicing.byId(invoiceId);
    if (record?.invoice.status !== 'open') throw new InvariantBroken(`invoice ${invoiceId} is dunned and not open`);
    await this.collection.charge(record, key);
  }
}

function named(subscriptionId: string | null): string {
  if (subscriptionId === null) throw new InvariantBroken('a bill of no subscription is dunned as if it had one');
  return subscriptionId;
}
