import { InvariantBroken } from '@libs/errors';
import type { Account } from '../accounts/accounts.api';
import type { CreditNoteRecord } from './credit-note-record';
import type { InvoiceRecord } from './invoice-record';

/** By id: the accounts of bills as they were read under their locks, so that nobody has to read them again. */
export type Payers = ReadonlyMap<string, Account>;

/** The payer of a bill; one that is not among them is a bug (InvariantBroken). */
export function payerOf({ invoice: { id, accountId } }: InvoiceRecord, payers: Payers): Account {
  const account = payers.get(accountId);
  if (!account) throw new InvariantBroken(`invoice ${id} was issued without its account`);
  return account;
}

/**
 * Rooms that act on every bill, whoever makes it: `collection` asks for its money, `invoice-documents` sends it. They
 * register themselves at start, since this room knows neither; they write in the transaction of the bill.
 */
export interface InvoiceListener {
  /** Bills that were issued, open or paid at once. Their numbers are not taken yet: that is the last thing of all. */
  issued(records: readonly InvoiceRecord[], payers: Payers): Promise<void>;
  /** A bill that had waited as a draft, `issued` as well; whoever had it made is long gone and did not see what came of it. */
  issuedLate?(record: InvoiceRecord): Promise<void>;
  /** What is due has changed otherwise than by a payment: voided, or lowered by a credit note. */
  dueChanged?(record: InvoiceRecord): Promise<void>;
  /** A credit note was issued; what it does to its bill is told by the others. */
  credited?(note: CreditNoteRecord): Promise<void>;
  /** Nobody waits for its money any more, since it came or was given up. Voided bills are told by `dueChanged`. */
  settled?(record: InvoiceRecord): Promise<void>;
}

/** Every InvoiceListener there is. */
export const INVOICE_LISTENERS = Symbol('invoice listeners');
