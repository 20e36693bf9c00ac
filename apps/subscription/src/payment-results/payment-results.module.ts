import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { AuditModule } from '../audit/audit.module';
import { CollectionModule } from '../collection/collection.module';
import { DunningModule } from '../dunning/dunning.module';
import { InvoiceDocumentsModule } from '../invoice-documents/invoice-documents.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { LedgerModule } from '../ledger/ledger.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { PaymentWebhookController } from './http/payment-webhook.controller';
import { PaymentResultsApi } from './payment-results.api';
import { PaymentEventRepository } from './persistence/payment-event.repository';
import { PaymentResultRepository } from './persistence/payment-result.repository';
import { ApplyDispute } from './use-cases/apply-dispute';
import { ApplyFee } from './use-cases/apply-fee';
import { ApplyPaymentEvent } from './use-cases/apply-payment-event';
import { ApplyResult } from './use-cases/apply-result';
import { ApplyRefund } from './use-cases/apply-refund';
import { BookDispute } from './use-cases/book-dispute';
import { FindBill } from './use-cases/find-bill';
import { ReceivePaymentEvent } from './use-cases/receive-payment-event';
import { ReceivePaymentResult } from './use-cases/receive-payment-result';
import { SettleRefund } from './use-cases/settle-refund';
import { TakeBackCredit } from './use-cases/take-back-credit';

@Module({
  imports: [
    AccountsModule,
    AuditModule,
    CollectionModule,
    DunningModule,
    InvoiceDocumentsModule,
    InvoicingModule,
    LedgerModule,
    SubscriptionsModule,
  ],
  controllers: [PaymentWebhookController],
  providers: [
    PaymentResultRepository,
    PaymentEventRepository,
    PaymentResultsApi,
    ApplyDispute,
    ApplyFee,
    ApplyPaymentEvent,
    ApplyRefund,
    ApplyResult,
    BookDispute,
    FindBill,
    ReceivePaymentEvent,
    ReceivePaymentResult,
    SettleRefund,
    TakeBackCredit,
  ],
  exports: [PaymentResultsApi],
})
export class PaymentResultsModule {}
