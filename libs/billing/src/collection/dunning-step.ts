import type { Instant } from '@libs/calendar';

/** In the order in which they are done when several fall on one instant. */
export const DUNNING_STEP_KINDS = ['fall_due', 'new_method', 'retry', 'warn', 'block', 'cancel'] as const;
export type DunningStepKind = (typeof DUNNING_STEP_KINDS)[number];

/** Why a step is passed over when its time comes, as things stand. */
export type DunningSkip =
  /** It is due and will be charged, or is being charged: nobody needs to be asked for a payment method. */
  | 'has_payment_method'
  | 'no_payment_method'
  /** Its bank will not accept this payment method; another one is awaited. */
  | 'hard_decline'
  /** A later step of the same kind is due as well: one charge, one letter. */
  | 'overtaken';

export interface DunningStep {
  readonly kind: DunningStepKind;
  readonly at: Instant;
  /** Which of the policy's retries, from 1; 0 for other steps. */
  readonly retry: number;
  readonly skipped: DunningSkip | null;
}
