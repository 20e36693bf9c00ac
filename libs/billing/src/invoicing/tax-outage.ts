import type { Instant } from '@libs/calendar';
import { UNTAXED_FOR_REVIEW, type TaxTreatment } from './tax-rate';

const RETRY_SECONDS = 300;
const WAIT_SECONDS_MAX = 3600;

export type TaxOutage =
  | { readonly kind: 'ask_again'; readonly at: Instant }
  | { readonly kind: 'issue_untaxed'; readonly tax: TaxTreatment };

/**
 * What to do while the tax provider is down: ask again every 5 minutes, and after an hour issue the bill without tax,
 * marked for review. Down since 09:00, asked at 09:10 → again at 09:15; at 10:00 → issue.
 */
export function onTaxOutage(downSince: Instant, now: Instant): TaxOutage {
  const isTooLong = !now.isBefore(downSince.plusSeconds(WAIT_SECONDS_MAX));
  return isTooLong
    ? { kind: 'issue_untaxed', tax: UNTAXED_FOR_REVIEW }
    : { kind: 'ask_again', at: now.plusSeconds(RETRY_SECONDS) };
}
