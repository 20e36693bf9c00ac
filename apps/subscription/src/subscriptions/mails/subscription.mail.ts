import { Injectable, type OnModuleInit } from '@nestjs/common';
import { scheduledEnd } from '@libs/billing/subscription';
import { CatalogApi } from '../../catalog/catalog.api';
import { AccountLetters, type Letter } from '../../mail/account-letters.api';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import { SUBSCRIPTION_MAILS } from './subscription-mail-request';

const PLACEHOLDERS = ['plan', 'amount', 'monthly', 'yearly', 'trial_end_date', 'end_date', 'has_payment_method'];

/** Writes the mails about a subscription's life when they are sent, in the words of their templates. */
@Injectable()
export class SubscriptionMails implements OnModuleInit {
  constructor(
    private readonly letters: AccountLetters,
    private readonly subscriptions: SubscriptionRepository,
    private readonly catalog: CatalogApi,
  ) {}

  onModuleInit(): void {
    for (const template of SUBSCRIPTION_MAILS) {
      this.letters.declare(template, PLACEHOLDERS, (facts) => this.write(template, facts.subscription_id ?? ''));
    }
  }

  private async write(template: (typeof SUBSCRIPTION_MAILS)[number], id: string): Promise<Letter | undefined> {
    const record = await this.subscriptions.byId(id);
    const plan = record && (await this.catalog.version(record.subscription.planId, record.subscription.planVersion));
    if (!plan) return undefined;
    const { subscription } = record;
    const end = scheduledEnd(subscription);
    // It was taken back meanwhile; or the trial will end as its customer asked, and nothing is charged after it.
    if (template === 'cancellation_scheduled' && !end) return undefined;
    if (template === 'trial_will_end' && end) return undefined;
    const { periodPrice, trialEnd, cycle } = subscription;
    const isEvery = (unit: string) => (cycle.unit === unit && cycle.count === 1 ? 'yes' : '');
    return {
      accountId: subscription.accountId,
      values: (locale, { defaultPaymentMethod }) => ({
        plan: plan.name,
        amount: locale.money(periodPrice),
        monthly: isEvery('monthly'),
        yearly: isEvery('yearly'),
        trial_end_date: trialEnd ? locale.date(trialEnd) : '',
        end_date: end ? locale.date(end) : '',
        has_payment_method: defaultPaymentMethod === null ? '' : 'yes',
      }),
    };
  }
}
