import type { InvoiceChange } from './invoice';
import { draftInvoice, type BillableLine, type DraftFacts } from './draft-invoice';
import { lateUsageLines, usageLines, type LateUsageToBill, type UsageToBill } from './usage-lines';

export interface RenewalFacts extends Omit<DraftFacts, 'lines'> {
  /** The new period's price in advance, or the old one's in arrears: what the renewal of the subscription proposes. */
  readonly priceLines: readonly BillableLine[];
  /** Of the period that ended, one entry for each charge. */
  readonly usage: readonly UsageToBill[];
}

/**
 * The bill of a renewal: the new period's price and the old period's usage, one line each per charge. 10 Feb: `Pro, 10 Feb
 * to 10 Mar` 29.00, `API calls, 10 Jan to 10 Feb` 20.00.
 */
export function draftRenewalInvoice({ priceLines, usage, ...facts }: RenewalFacts): InvoiceChange {
  return draftInvoice({ ...facts, lines: [...priceLines, ...usage.flatMap(usageLines)] });
}

export interface SupplementalFacts extends Omit<DraftFacts, 'lines'> {
  readonly usage: readonly LateUsageToBill[];
}

/** The bill for usage that came after its period was billed; null when it changes nothing. */
export function draftSupplementalInvoice({ usage, ...facts }: SupplementalFacts): InvoiceChange | null {
  const lines = usage.flatMap(lateUsageLines);
  return lines.length === 0 ? null : draftInvoice({ ...facts, lines });
}
