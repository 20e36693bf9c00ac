import type { DunningFacts } from './dunning-plan';
import type { DunningSkip, DunningStep } from './dunning-step';

const SKIPPED: Readonly<Record<DunningSkip, string>> = {
  has_payment_method: 'nobody needs to be asked: the default payment method is charged',
  no_payment_method: 'passed over, since the account has no payment method',
  hard_decline: 'passed over until the payment method changes, since its bank will not accept this one',
  overtaken: 'passed over, since a later step is due as well',
};

/**
 * A step in plain words, for people who look at what is to come: `The account is warned: the invoice is 7 days overdue.`
 * For a step that is passed over it also says why.
 */
export function explainDunning(step: DunningStep, facts: Pick<DunningFacts, 'dunned' | 'policy'>): string {
  const what = whatOf(step, facts);
  return step.skipped ? `${what}: ${SKIPPED[step.skipped]}.` : `${what}.`;
}

function whatOf({ kind, retry }: DunningStep, { dunned, policy }: Pick<DunningFacts, 'dunned' | 'policy'>): string {
  const overdue = (days: number) => `the invoice is ${daysOf(days)} overdue`;
  switch (kind) {
    case 'fall_due':
      return 'The invoice is due and the customer is asked for a payment method';
    case 'new_method':
      return 'The new payment method is charged';
    case 'retry': {
      const days = policy.retryDays[retry - 1] ?? 0;
      return `Retry ${retry} of ${policy.retryDays.length}, ${daysOf(days)} after the first declined charge`;
    }
    case 'warn':
      return `The account becomes warning because ${overdue(policy.warningDays)}`;
    case 'block':
      return `The account is blocked and may use nothing because ${overdue(policy.blockedDays)}`;
    case 'cancel': {
      const since = dunned.blockedAt ? 'still ' : '';
      return `The subscription is canceled because ${overdue(policy.cancelDays)} and ${since}unpaid`;
    }
  }
}

function daysOf(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
