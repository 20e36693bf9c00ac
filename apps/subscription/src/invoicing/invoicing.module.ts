import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { AuditModule } from '../audit/audit.module';
import { LedgerModule } from '../ledger/ledger.module';
import { InvoicesController } from './http/invoices.controller';
import { InvoicingApi } from './invoicing.api';
import { OpenInvoiceCheck } from './open-invoice-check';
import { InvoiceNumberRepository } from './persistence/invoice-number.repository';
import { InvoiceRepository } from './persistence/invoice.repository';
import { BookInvoice } from './use-cases/book-invoice';
import { CloseInvoice } from './use-cases/close-invoice';
import { DraftInvoice } from './use-cases/draft-invoice';
import { FinalizeInvoice } from './use-cases/finalize-invoice';
import { ReadInvoices } from './use-cases/read-invoices';

@Module({
  imports: [AccountsModule, AuditModule, LedgerModule],
  controllers: [InvoicesController],
  providers: [
    InvoicingApi,
    InvoiceRepository,
    InvoiceNumberRepository,
    BookInvoice,
    CloseInvoice,
    DraftInvoice,
    FinalizeInvoice,
    ReadInvoices,
    OpenInvoiceCheck,
  ],
  exports: [InvoicingApi],
})
export class InvoicingModule {}
