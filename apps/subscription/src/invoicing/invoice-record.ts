import type { Invoice } from '@libs/billing/invoicing';
import type { Money } from '@libs/money';
import type { BillCause } from './bill';

/** An invoice as stored: what billing decides on, and what only the rows know. */
export interface InvoiceRecord {
  readonly invoice: Invoice;
  /** In the order of the lines. */
  readonly lineIds: readonly string[];
  /** Who subscribed; null when staff or a server did it for the account. */
  readonly userId: number | null;
  readonly cause: BillCause;
  readonly amountRefunded: Money;
  /** Grows with every change, so that a late message about an earlier state loses. */
  readonly version: number;
}
