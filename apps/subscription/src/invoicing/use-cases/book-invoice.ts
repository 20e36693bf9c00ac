import { Injectable } from '@nestjs/common';
import type { InvoiceEvent } from '@libs/billing/invoicing';
import type { LedgerEntry } from '@libs/billing/ledger';
import { AuditApi } from '../../audit/audit.api';
import { LedgerApi } from '../../ledger/ledger.api';
import type { InvoiceRecord } from '../invoice-record';

export interface InvoiceToKeep {
  readonly before: InvoiceRecord;
  readonly after: InvoiceRecord;
  readonly events: readonly InvoiceEvent[];
  readonly entry: LedgerEntry;
  /** What is booked: the invoice's id, or the id of the payment. */
  readonly reference: string;
}

/** Every change of an invoice has its ledger entry and one audit row for each event, in the same transaction. */
@Injectable()
export class BookInvoice {
  constructor(
    private readonly ledger: LedgerApi,
    private readonly audit: AuditApi,
  ) {}

  async run({ before, after, events, entry, reference }: InvoiceToKeep): Promise<void> {
    const { id: invoiceId, accountId } = after.invoice;
    await this.ledger.post({ kind: entry.occasion, accountId, invoiceId, reference, postings: entry.postings });
    const subject = { type: 'invoice', id: invoiceId };
    for (const { type } of events) {
      await this.audit.record({ action: type, subject, accountId, before: factsOf(before), after: factsOf(after) });
    }
  }
}

function factsOf({ invoice }: InvoiceRecord): object {
  const { status, number, total, amountDue, amountPaid } = invoice;
  return { status, number, total: String(total), amount_due: String(amountDue), amount_paid: String(amountPaid) };
}
