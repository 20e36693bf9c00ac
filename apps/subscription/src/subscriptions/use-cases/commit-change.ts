import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { dueWork, type Subscription, type SubscriptionEvent } from '@libs/billing/subscription';
import { TimeZone, type Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import type { Account } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { EntitlementsApi } from '../../entitlements/entitlements.api';
import { MailApi } from '../../mail/mail.api';
import { subscriptionMails } from '../mails/subscription-mail-request';
import { SubscriptionEventRepository } from '../persistence/subscription-event.repository';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import { auditedFacts } from '../audited-facts';
import type { SubscriptionRecord } from '../subscription-record';

export interface ChangeToCommit {
  readonly account: Account;
  readonly now: Instant;
  /** Ended ones first: the place they leave in their family may be taken by the next. */
  readonly moved: readonly { readonly before: Subscription; readonly after: Subscription }[];
  readonly started?: SubscriptionRecord | undefined;
  readonly events: readonly SubscriptionEvent[];
}

/** Writes a decision: rows, history, one audit row for each event, and what the account may use from now on. */
@Injectable()
export class CommitChange {
  constructor(
    private readonly subscriptions: SubscriptionRepository,
    private readonly history: SubscriptionEventRepository,
    private readonly audit: AuditApi,
    private readonly entitlements: EntitlementsApi,
    private readonly mail: MailApi,
  ) {}

  /** Runs in the transaction that holds the account's lock. @throws AppError `external_key_taken` */
  async run({ account, now, moved, started, events }: ChangeToCommit): Promise<void> {
    const zone = TimeZone.of(account.timeZone);
    for (const { before, after: next } of moved) {
      await this.subscriptions.save([{ next, from: before.status, due: dueWork(next, zone) }]);
    }
    if (started) await this.subscriptions.add(started, dueWork(started.subscription, zone));
    await this.history.add(account.id, events, now);
    const after = new Map(
      [...moved.map((each) => each.after), ...(started ? [started.subscription] : [])].map((each) => [each.id, each]),
    );
    const before = new Map(moved.map((each) => [each.before.id, each.before]));
    for (const { type, subscriptionId: id, cause } of events) {
      await this.audit.record({
        action: type,
        subject: { type: 'subscription', id },
        accountId: account.id,
        before: auditedFacts(before.get(id)),
        after: { ...auditedFacts(after.get(id)), cause },
      });
    }
    const mails = subscriptionMails(events);
    if (mails.length > 0) await this.mail.requestMany(mails);
    await this.entitlements.refresh(account, now);
  }

  /** Notes which invoice a change waits for, once that has its id. */
  async nameInvoice(record: SubscriptionRecord, invoiceId: string): Promise<SubscriptionRecord> {
    const { subscription } = record;
    const { pendingChange } = subscription;
    if (!pendingChange) throw new InvariantBroken(`subscription ${subscription.id} awaits no change`);
    await this.subscriptions.nameInvoiceOfChange(subscription.id, invoiceId);
    return { ...record, subscription: { ...subscription, pendingChange: { ...pendingChange, invoiceId } } };
  }

  /** Replaces the metadata; the same again is not worth a row in the audit. */
  async keepMetadata(
    record: SubscriptionRecord,
    metadata: SubscriptionRecord['metadata'],
  ): Promise<SubscriptionRecord> {
    if (isDeepStrictEqual({ ...record.metadata }, { ...metadata })) return record;
    const { id, accountId } = record.subscription;
    await this.subscriptions.saveMetadata(id, metadata);
    const subject = { type: 'subscription', id };
    const [before, after] = [{ metadata: record.metadata }, { metadata }];
    await this.audit.record({ action: 'subscription.updated', subject, accountId, before, after });
    return { ...record, metadata };
  }
}
