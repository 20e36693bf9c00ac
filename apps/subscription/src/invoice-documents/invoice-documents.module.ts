import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '@libs/config';
import { AccountsModule } from '../accounts/accounts.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { MailModule } from '../mail/mail.module';
import { BRAND } from './brand';
import { InvoicePdfController } from './http/invoice-pdf.controller';
import { CreditNoteMail } from './mails/credit-note.mail';
import { DisputeMail } from './mails/dispute.mail';
import { InvoiceMail } from './mails/invoice.mail';
import { PaymentReceiptMail } from './mails/payment-receipt.mail';
import { RefundMail } from './mails/refund.mail';
import { PaymentMailsApi } from './payment-mails.api';
import { checkedBrand } from './pdf/checked-brand';
import { RenderCreditNote } from './use-cases/render-credit-note';
import { RenderInvoice } from './use-cases/render-invoice';

@Module({
  imports: [AccountsModule, InvoicingModule, MailModule],
  controllers: [InvoicePdfController],
  providers: [
    RenderInvoice,
    RenderCreditNote,
    CreditNoteMail,
    DisputeMail,
    InvoiceMail,
    PaymentMailsApi,
    PaymentReceiptMail,
    RefundMail,
    { provide: BRAND, useFactory: ({ brand }: Config) => checkedBrand(brand), inject: [CONFIG] },
  ],
  exports: [PaymentMailsApi, RenderInvoice],
})
export class InvoiceDocumentsModule {}
