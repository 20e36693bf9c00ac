import { Injectable } from '@nestjs/common';
import type { Plan } from '@libs/billing/catalog';
import { draftFirstInvoice } from '@libs/billing/invoicing';
import type { Subscription } from '@libs/billing/subscription';
import { TimeZone } from '@libs/calendar';
import { newId } from '@libs/persistence';
import type { Account } from '../../accounts/accounts.api';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceRepository } from '../persistence/invoice.repository';

export interface FirstPeriodToBill {
  readonly subscription: Subscription;
  readonly plan: Plan;
  readonly account: Account;
}

/** Writes the draft of a subscription's first bill. Runs in the transaction that starts the subscription. */
@Injectable()
export class DraftInvoice {
  constructor(private readonly invoices: InvoiceRepository) {}

  async run({ subscription, plan, account }: FirstPeriodToBill): Promise<InvoiceRecord> {
    const zone = TimeZone.of(account.timeZone);
    const { invoice } = draftFirstInvoice({ invoiceId: newId(), subscription, plan, zone });
    return this.invoices.add(invoice);
  }
}
