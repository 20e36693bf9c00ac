import type { Invoice } from '@libs/billing/invoicing';
import type { Money } from '@libs/money';

/** An invoice as stored: what billing decides on, and what only the rows know. */
export interface InvoiceRecord {
  readonly invoice: Invoice;
  /** In the order of the lines. */
  readonly lineIds: readonly string[];
  readonly amountRefunded: Money;
  /** Grows with every change, so that a late message about an earlier state loses. */
  readonly version: number;
}
