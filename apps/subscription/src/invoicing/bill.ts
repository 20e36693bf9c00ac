import type { BillableLine } from '@libs/billing/invoicing';
import type { Subscription } from '@libs/billing/subscription';
import type { Period } from '@libs/calendar';
import type { Account } from '../accounts/accounts.api';

/**
 * Why a bill is made; it decides how its money is asked for. `trial`: the first period after a trial's end. `conversion`: a
 * first bill that ends a trial once it is paid.
 */
export const BILL_CAUSES = [
  'initial',
  'conversion',
  'trial',
  'renewal',
  'change',
  'final',
  'supplemental',
  'one_off',
] as const;
export type BillCause = (typeof BILL_CAUSES)[number];

/** Bills that nothing is in force before they are paid: a customer waits for what they stand for, and they are not dunned. */
const AWAITED: ReadonlySet<BillCause> = new Set(['initial', 'conversion', 'change']);

export function isAwaited(cause: BillCause): boolean {
  return AWAITED.has(cause);
}

/** What is to be billed: lines before discounts and tax. What kernel decisions propose may be handed on as it is. */
export interface Bill {
  readonly account: Account;
  /** Absent for one-off lines of staff. Its redeemed coupons count. */
  readonly subscription?: Subscription | undefined;
  /** Who subscribed; null when staff or a server did it for the account. */
  readonly userId: number | null;
  /** None: there is nothing to bill, and no invoice is made. */
  readonly lines: readonly BillableLine[];
  readonly period: Period;
  readonly cause: BillCause;
  /** Names what is billed; the same key is never billed twice. A voided invoice frees it. At most 200 characters. */
  readonly key: string;
}
