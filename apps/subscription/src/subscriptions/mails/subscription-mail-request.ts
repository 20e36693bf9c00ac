import type { SubscriptionEvent } from '@libs/billing/subscription';
import type { MailRequest } from '../../mail/mail.api';

export const SUBSCRIPTION_MAILS = [
  'trial_will_end',
  'trial_expired',
  'cancellation_scheduled',
  'subscription_canceled',
] as const;
export type SubscriptionMailName = (typeof SUBSCRIPTION_MAILS)[number];

/** The mails that events are told by; most are told by none. */
export function subscriptionMails(events: readonly SubscriptionEvent[]): MailRequest[] {
  return events.flatMap((event) => {
    const template = mailOf(event);
    return template ? [{ template, userId: null, facts: { subscription_id: event.subscriptionId } }] : [];
  });
}

/** What ends unpaid is told by dunning, what never began or goes on as another subscription by nobody. */
function mailOf({ type, cause, from }: SubscriptionEvent): SubscriptionMailName | null {
  if (type === 'subscription.trial_will_end') return 'trial_will_end';
  if (cause === 'cancellation_scheduled') return 'cancellation_scheduled';
  if (cause === 'grace_ended') return 'trial_expired';
  const isEnd = cause === 'canceled_now' || cause === 'term_ended' || cause === 'pause_too_long';
  return isEnd && from !== 'pending' ? 'subscription_canceled' : null;
}
