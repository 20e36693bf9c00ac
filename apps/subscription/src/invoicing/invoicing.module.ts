import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { AccountsModule } from '../accounts/accounts.module';
import { AuditModule } from '../audit/audit.module';
import { CouponsModule } from '../coupons/coupons.module';
import { LedgerModule } from '../ledger/ledger.module';
import { TaxRatesModule } from '../tax-rates/tax-rates.module';
import { CreditNotesApi } from './credit-notes.api';
import { CreditNotesController } from './http/credit-notes.controller';
import { InvoiceKeepingController } from './http/invoice-keeping.controller';
import { InvoicesController } from './http/invoices.controller';
import { INVOICE_LISTENERS } from './invoice-listener';
import { InvoiceMoneyApi } from './invoice-money.api';
import { InvoicingApi } from './invoicing.api';
import { OpenInvoiceCheck } from './open-invoice-check';
import { BilledLineRepository } from './persistence/billed-line.repository';
import { CreditNoteRepository } from './persistence/credit-note.repository';
import { InvoiceIssueRepository } from './persistence/invoice-issue.repository';
import { InvoiceNumberRepository } from './persistence/invoice-number.repository';
import { InvoiceRepository } from './persistence/invoice.repository';
import { TAX_ROUNDING } from './tax-rounding';
import { BillOneOff } from './use-cases/bill-one-off';
import { BookRefund } from './use-cases/book-refund';
import { BookInvoice } from './use-cases/book-invoice';
import { CloseInvoice } from './use-cases/close-invoice';
import { CorrectInvoice } from './use-cases/correct-invoice';
import { CreditInvoice } from './use-cases/credit-invoice';
import { DelayedDrafts } from './use-cases/delayed-drafts';
import { IssueCreditNote } from './use-cases/issue-credit-note';
import { IssueDelayed } from './use-cases/issue-delayed';
import { IssueInvoices } from './use-cases/issue-invoices';
import { LoadBillFacts } from './use-cases/load-bill-facts';
import { LowerOwed } from './use-cases/lower-owed';
import { PayInvoice } from './use-cases/pay-invoice';
import { ReadCreditNotes } from './use-cases/read-credit-notes';
import { ReadInvoices } from './use-cases/read-invoices';
import { RecordBills } from './use-cases/record-bills';
import { StoreBills } from './use-cases/store-bills';

@Module({
  imports: [AccountsModule, AuditModule, CouponsModule, LedgerModule, TaxRatesModule],
  controllers: [InvoicesController, InvoiceKeepingController, CreditNotesController],
  providers: [
    InvoicingApi,
    CreditNotesApi,
    InvoiceMoneyApi,
    InvoiceRepository,
    InvoiceIssueRepository,
    BilledLineRepository,
    CreditNoteRepository,
    InvoiceNumberRepository,
    BillOneOff,
    BookInvoice,
    BookRefund,
    CloseInvoice,
    CorrectInvoice,
    CreditInvoice,
    DelayedDrafts,
    IssueCreditNote,
    IssueDelayed,
    IssueInvoices,
    LoadBillFacts,
    LowerOwed,
    PayInvoice,
    ReadCreditNotes,
    ReadInvoices,
    RecordBills,
    StoreBills,
    OpenInvoiceCheck,
    { provide: INVOICE_LISTENERS, useFactory: () => [] },
    { provide: TAX_ROUNDING, useFactory: ({ tax }: Config) => tax.rounding, inject: [CONFIG] },
  ],
  exports: [InvoicingApi, CreditNotesApi, InvoiceMoneyApi, INVOICE_LISTENERS],
})
export class InvoicingModule {}
