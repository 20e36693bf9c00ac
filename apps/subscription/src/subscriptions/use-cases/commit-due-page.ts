import { Injectable } from '@nestjs/common';
import { dueWork } from '@libs/billing/subscription';
import { TimeZone, type Instant } from '@libs/calendar';
import { AuditApi, type AuditRecord } from '../../audit/audit.api';
import { EntitlementsApi } from '../../entitlements/entitlements.api';
import { MailApi } from '../../mail/mail.api';
import { auditedFacts } from '../audited-facts';
import { subscriptionMails } from '../mails/subscription-mail-request';
import { SubscriptionEventRepository } from '../persistence/subscription-event.repository';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import type { DueDecision } from './decide-when-due';

/** Writes the new states of a page: rows, history and audit in one statement each. */
@Injectable()
export class CommitDuePage {
  constructor(
    private readonly subscriptions: SubscriptionRepository,
    private readonly history: SubscriptionEventRepository,
    private readonly audit: AuditApi,
    private readonly entitlements: EntitlementsApi,
    private readonly mail: MailApi,
  ) {}

  /** The caller holds the locks of all accounts. */
  async run(decisions: readonly DueDecision[], now: Instant): Promise<void> {
    await this.subscriptions.save(
      decisions.map(({ payer, after: next }) => {
        const { subscription: before } = payer.record;
        return { next, from: before.status, before, due: dueWork(next, TimeZone.of(payer.account.timeZone)) };
      }),
    );
    const told = decisions.flatMap(({ payer, events }) =>
      events.map((event) => ({ accountId: payer.account.id, event })),
    );
    await this.history.addMany(told, now);
    await this.audit.recordMany(decisions.flatMap(auditRecords));
    const mails = subscriptionMails(decisions.flatMap(({ events }) => events));
    if (mails.length > 0) await this.mail.requestMany(mails);
    const changed = new Map(decisions.filter(changesGrants).map(({ payer }) => [payer.account.id, payer.account]));
    for (const account of changed.values()) await this.entitlements.refresh(account, now);
  }
}

/** A renewal on the same terms grants what was granted; the next usage period opens with the first use in it. */
function changesGrants({ payer, after }: DueDecision): boolean {
  const { subscription: before } = payer.record;
  return (
    before.status !== after.status ||
    before.planId !== after.planId ||
    before.planVersion !== after.planVersion ||
    !before.anchor.equals(after.anchor)
  );
}

function auditRecords({ payer, after, events, bill }: DueDecision): AuditRecord[] {
  const { subscription: before } = payer.record;
  const row = { subject: { type: 'subscription', id: after.id }, accountId: after.accountId };
  if (bill?.cause === 'renewal' && events.length === 0) {
    const [from, to] = [periodFacts(before), periodFacts(after)];
    return [{ action: 'subscription.renewed', before: from, after: to, ...row }];
  }
  const facts = { before: auditedFacts(before), after: auditedFacts(after) };
  return events.map(({ type, cause }) => ({
    action: type,
    before: facts.before,
    after: { ...facts.after, cause },
    ...row,
  }));
}

function periodFacts({ currentPeriod }: DueDecision['after']) {
  return { period_start: String(currentPeriod.start), period_end: String(currentPeriod.end) };
}
