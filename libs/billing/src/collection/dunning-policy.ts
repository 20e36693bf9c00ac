import { ok, refuse, type Result } from '@libs/errors';

/** How long dunning waits for what. Calendar days in the account's zone. */
export interface DunningPolicy {
  /** From the first declined charge to each retry: 3, 5, 7, 10. */
  readonly retryDays: readonly number[];
  /** From the due date until the account is `warning`. */
  readonly warningDays: number;
  /** From the due date until the account is `blocked`. */
  readonly blockedDays: number;
  /** From the due date until the subscription is canceled. */
  readonly cancelDays: number;
}

export type DunningPolicyRefusal =
  | { readonly code: 'retries_not_ascending' }
  | { readonly code: 'days_not_ascending' }
  | { readonly code: 'days_out_of_range' };

const DAYS_MAX = 365;

/** Checks what an operator configured: whole days from 1 to 365; retries ascending, and warning ≤ blocked ≤ canceled. */
export function dunningPolicy(policy: DunningPolicy): Result<DunningPolicy, DunningPolicyRefusal> {
  const { retryDays, warningDays, blockedDays, cancelDays } = policy;
  const isDay = (days: number) => Number.isInteger(days) && days >= 1 && days <= DAYS_MAX;
  if (![...retryDays, warningDays, blockedDays, cancelDays].every(isDay)) return refuse({ code: 'days_out_of_range' });
  const isAscending = retryDays.every((days, index) => index === 0 || days > (retryDays[index - 1] as number));
  if (!isAscending) return refuse({ code: 'retries_not_ascending' });
  if (warningDays > blockedDays || blockedDays > cancelDays) return refuse({ code: 'days_not_ascending' });
  return ok(policy);
}
