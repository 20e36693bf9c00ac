import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { MailModule } from '../mail/mail.module';
import { InvoicePdfController } from './http/invoice-pdf.controller';
import { InvoiceMail } from './invoice.mail';
import { RenderInvoice } from './use-cases/render-invoice';

@Module({
  imports: [AccountsModule, InvoicingModule, MailModule],
  controllers: [InvoicePdfController],
  providers: [RenderInvoice, InvoiceMail],
})
export class InvoiceDocumentsModule {}
