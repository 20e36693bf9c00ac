import { Module } from '@nestjs/common';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { AskForMoney } from './ask-for-money';
import { CollectionApi } from './collection.api';
import { PaymentRequestsController } from './http/payment-requests.controller';
import { FindPaymentRequest } from './use-cases/find-payment-request';
import { RequestPayment } from './use-cases/request-payment';

@Module({
  imports: [InvoicingModule],
  controllers: [PaymentRequestsController],
  providers: [AskForMoney, CollectionApi, RequestPayment, FindPaymentRequest],
  exports: [CollectionApi],
})
export class CollectionModule {}
