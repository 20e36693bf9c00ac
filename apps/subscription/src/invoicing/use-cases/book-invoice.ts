import { Inject, Injectable } from '@nestjs/common';
import { couponsCounted, type InvoiceEffect } from '@libs/billing/invoicing';
import type { LedgerEntry } from '@libs/billing/ledger';
import { AccountsApi } from '../../accounts/accounts.api';
import { AuditApi } from '../../audit/audit.api';
import { CouponsApi } from '../../coupons/coupons.api';
import { LedgerApi } from '../../ledger/ledger.api';
import type { CreditNoteRecord } from '../credit-note-record';
import { auditFacts } from '../audit-facts';
import { INVOICE_LISTENERS, type InvoiceListener } from '../invoice-listener';
import type { InvoiceRecord } from '../invoice-record';
import { creditMoves } from './record-bills';

export interface InvoiceToKeep {
  readonly before: InvoiceRecord;
  readonly after: InvoiceRecord;
  readonly events: readonly { readonly type: string }[];
  readonly effects?: readonly InvoiceEffect[] | undefined;
  /** Nothing is booked for a draft, or when a bill is given up. */
  readonly entry?: LedgerEntry | undefined;
  /** What is booked: the id of the invoice, of the payment, of the credit note. */
  readonly reference: string;
  /** Who asked for it said why. */
  readonly reason?: string | undefined;
}

/** Every change of an invoice has its ledger entry, its movements of credit and its audit rows, in the same transaction. */
@Injectable()
export class BookInvoice {
  constructor(
    private readonly ledger: LedgerApi,
    private readonly accounts: AccountsApi,
    private readonly audit: AuditApi,
    private readonly coupons: CouponsApi,
    @Inject(INVOICE_LISTENERS) private readonly listeners: readonly InvoiceListener[],
  ) {}

  async run({ before, after, events, effects = [], entry, reference, reason }: InvoiceToKeep): Promise<void> {
    const { id: invoiceId, accountId } = after.invoice;
    if (entry) {
      await this.ledger.post({ kind: entry.occasion, accountId, invoiceId, reference, postings: entry.postings });
    }
    await this.accounts.moveCredits(creditMoves({ accountId, invoiceId, reference }, effects));
    const subject = { type: 'invoice', id: invoiceId };
    const facts = { ...auditFacts(after), ...(reason === undefined ? {} : { reason }) };
    await this.audit.recordMany(
      events.map(({ type }) => ({ action: type, subject, accountId, before: auditFacts(before), after: facts })),
    );
  }

  /** After `run`, when another amount is due than before for another cause than a payment. */
  async tellDue(record: InvoiceRecord): Promise<void> {
    for (const listener of this.listeners) await listener.dueChanged?.(record);
  }

  async tellCredited(note: CreditNoteRecord): Promise<void> {
    for (const listener of this.listeners) await listener.credited?.(note);
  }

  /** A voided bill gives its cycle back to the coupons that counted on it. */
  async freeCoupons({ invoice }: InvoiceRecord): Promise<void> {
    if (invoice.subscriptionId) await this.coupons.freeCycle(invoice.subscriptionId, couponsCounted(invoice));
  }
}
