import type { DunningStep } from '@libs/billing/collection';
import type { MailRequest } from '../mail/mail.api';

/** The mails of dunning, as their templates are called. */
export const DUNNING_MAILS = [
  'payment_failed',
  'first_payment_failed',
  'change_payment_failed',
  'payment_method_missing',
  'account_overdue',
  'account_blocked',
  'subscription_canceled_unpaid',
  'payment_recovered',
] as const;
export type DunningMailName = (typeof DUNNING_MAILS)[number];

export interface CardTold {
  readonly brand: string;
  readonly last4: string;
}

export interface MailFacts {
  readonly invoiceId: string;
  /** Steps that are to come, as things stand; instants of those that are not passed over are told. */
  readonly plan: readonly DunningStep[];
  /** True when nothing of the account is overdue. */
  readonly isInGoodStanding?: boolean;
  /** The one that was declined, as far as it is known. */
  readonly card?: CardTold | null;
}

/** What a mail will say; ids and instants only, its words and names are put together when it is sent. */
export function dunningMail(
  name: DunningMailName,
  { invoiceId, plan, isInGoodStanding, card }: MailFacts,
): MailRequest {
  const at = (kind: DunningStep['kind']) => {
    const step = plan.find((each) => each.kind === kind && each.skipped === null);
    return step ? String(step.at) : '';
  };
  const facts = {
    invoice_id: invoiceId,
    next_retry_at: at('retry'),
    block_at: at('block'),
    cancel_at: at('cancel'),
    card_brand: card?.brand ?? '',
    card_last4: card?.last4 ?? '',
    in_good_standing: isInGoodStanding ? 'yes' : '',
  };
  return { template: name, userId: null, facts };
}
