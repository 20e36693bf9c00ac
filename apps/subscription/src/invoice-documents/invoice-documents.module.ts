import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { AccountsModule } from '../accounts/accounts.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { MailModule } from '../mail/mail.module';
import { BRAND } from './brand';
import { InvoicePdfController } from './http/invoice-pdf.controller';
import { InvoiceMail } from './invoice.mail';
import { RenderCreditNote } from './use-cases/render-credit-note';
import { RenderInvoice } from './use-cases/render-invoice';

@Module({
  imports: [AccountsModule, InvoicingModule, MailModule],
  controllers: [InvoicePdfController],
  providers: [
    RenderInvoice,
    RenderCreditNote,
    InvoiceMail,
    { provide: BRAND, useFactory: ({ brand }: Config) => brand, inject: [CONFIG] },
  ],
})
export class InvoiceDocumentsModule {}
