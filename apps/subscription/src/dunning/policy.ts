import { dunningPolicy, type DunningPolicy } from '@libs/billing/collection';
import type { Config } from '@libs/config';

/** The numbers of dunning, as the operator set them. */
export const DUNNING_POLICY = Symbol('dunning policy');

const MISTAKES = {
  retries_not_ascending: 'DUNNING_RETRY_DAYS must ascend',
  days_not_ascending: 'DUNNING_WARNING_DAYS, DUNNING_BLOCKED_DAYS and DUNNING_CANCEL_DAYS must not descend',
  days_out_of_range: 'the days of dunning must be whole numbers from 1 to 365',
} as const;

/** @throws Error at start, with what is to be corrected */
export function configuredPolicy({ dunning }: Pick<Config, 'dunning'>): DunningPolicy {
  const policy = dunningPolicy(dunning);
  if (!policy.ok) throw new Error(`The configuration is wrong: ${MISTAKES[policy.error.code]}.`);
  return policy.value;
}
