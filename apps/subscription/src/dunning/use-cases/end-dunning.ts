import { Injectable } from '@nestjs/common';
import { wasTold } from '@libs/billing/collection';
import type { Instant } from '@libs/calendar';
import { AccountsApi } from '../../accounts/accounts.api';
import type { InvoiceRecord } from '../../invoicing/invoicing.api';
import { MailApi } from '../../mail/mail.api';
import type { DunningEnd } from '../dunned-invoice';
import { dunningMail } from '../dunning-mail-request';
import { DunningRepository } from '../persistence/dunning.repository';
import { KeepStanding } from './keep-standing';

/** A bill is not owed any more: nothing more is done about it, and what was done to its account is undone at once. */
@Injectable()
export class EndDunning {
  constructor(
    private readonly cases: DunningRepository,
    private readonly accounts: AccountsApi,
    private readonly standing: KeepStanding,
    private readonly mail: MailApi,
  ) {}

  /** Joins the caller's transaction, under the account's lock; of what is still owed it does nothing. */
  async run({ invoice }: InvoiceRecord, now: Instant): Promise<void> {
    const endedAs = endOf(invoice.status);
    const found = endedAs && (await this.cases.byInvoice(invoice.id));
    if (!found || found.endedAt) return;
    if (!wasTold(found.dunned)) return this.cases.forget(found.invoiceId);
    await this.cases.save({ invoice: { ...found, endedAt: now, endedAs }, next: null });
    const account = await this.accounts.byId(found.accountId);
    const status = account && (await this.standing.run(account, now));
    // That it was paid is told by the receipt; this is about what had come of it for the account.
    const { warnedAt, blockedAt } = found.dunned;
    if (endedAs !== 'paid' || !(warnedAt ?? blockedAt)) return;
    const isInGoodStanding = status === 'current';
    await this.mail.request(dunningMail('payment_recovered', { invoiceId: invoice.id, plan: [], isInGoodStanding }));
  }
}

function endOf(status: InvoiceRecord['invoice']['status']): DunningEnd | null {
  return status === 'paid' || status === 'void' || status === 'uncollectible' ? status : null;
}
