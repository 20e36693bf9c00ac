import { Injectable } from '@nestjs/common';
import { noteFailure } from '@libs/billing/collection';
import type { DeclineKind } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { AccountsApi } from '../../accounts/accounts.api';
import type { InvoiceRecord } from '../../invoicing/invoicing.api';
import { MailApi } from '../../mail/mail.api';
import { dunningMail, type CardTold, type DunningMailName } from '../dunning-mail-request';
import { DunningRepository } from '../persistence/dunning.repository';
import { PlanDunning } from './plan-dunning';

/** A charge that was declined. */
export interface FailedCharge {
  readonly record: InvoiceRecord;
  /** As the gateway named it; null when it did not. */
  readonly failureCode: string | null;
  readonly failureKind: DeclineKind;
  /** The saved method that was tried; null for a card that was given once. */
  readonly paymentMethodId: string | null;
  /** Null when nobody knows it. */
  readonly card: CardTold | null;
  readonly now: Instant;
}

/** Notes a declined charge, plans the next attempt and tells the customer of both. */
@Injectable()
export class NoteDeclinedCharge {
  constructor(
    private readonly cases: DunningRepository,
    private readonly accounts: AccountsApi,
    private readonly planning: PlanDunning,
    private readonly mail: MailApi,
  ) {}

  /** Joins the caller's transaction, under the account's lock. */
  async run(failed: FailedCharge): Promise<void> {
    const { record, failureCode: code, failureKind: kind, paymentMethodId, card, now } = failed;
    const found = await this.cases.byInvoice(record.invoice.id);
    if (!found) return this.tellOnly(record, card);
    if (found.endedAt) return;
    const account = await this.accounts.byId(found.accountId);
    if (!account) throw new InvariantBroken(`invoice ${found.invoiceId} belongs to no account`);
    const dunned = noteFailure(found.dunned, { code, kind, paymentMethodId }, now);
    const after = await this.cases.save(this.planning.toKeep({ ...found, dunned }, account));
    const plan = this.planning.plan(after, account);
    await this.mail.request(dunningMail('payment_failed', { invoiceId: after.invoiceId, plan, card }));
  }

  /** Nothing is in force before a first bill, or that of a change, is paid: nothing follows from its decline. */
  private async tellOnly({ cause, invoice }: InvoiceRecord, card: CardTold | null): Promise<void> {
    const name: DunningMailName = cause === 'change' ? 'change_payment_failed' : 'first_payment_failed';
    await this.mail.request(dunningMail(name, { invoiceId: invoice.id, plan: [], card }));
  }
}
