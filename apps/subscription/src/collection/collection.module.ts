import { Module } from '@nestjs/common';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { SubscriptionRecordsModule } from '../subscriptions/subscription-records.module';
import { CollectionApi } from './collection.api';
import { PaymentRequestsController } from './http/payment-requests.controller';
import { FindPaymentRequest } from './use-cases/find-payment-request';
import { RequestPayment } from './use-cases/request-payment';

@Module({
  imports: [InvoicingModule, SubscriptionRecordsModule],
  controllers: [PaymentRequestsController],
  providers: [CollectionApi, RequestPayment, FindPaymentRequest],
  exports: [CollectionApi],
})
export class CollectionModule {}
