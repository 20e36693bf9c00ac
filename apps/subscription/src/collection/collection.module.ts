import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { AuditModule } from '../audit/audit.module';
import { DunningModule } from '../dunning/dunning.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { AskForMoney } from './ask-for-money';
import { CollectionApi } from './collection.api';
import { PaymentRequestsController } from './http/payment-requests.controller';
import { PaymentNotice } from './payment-notice';
import { FollowPaymentMethod } from './use-cases/follow-payment-method';
import { ChargeUnderWayRepository } from './persistence/charge-under-way.repository';
import { FindPaymentRequest } from './use-cases/find-payment-request';
import { RequestPayment } from './use-cases/request-payment';

@Module({
  imports: [AccountsModule, AuditModule, DunningModule, InvoicingModule],
  controllers: [PaymentRequestsController],
  providers: [
    AskForMoney,
    CollectionApi,
    ChargeUnderWayRepository,
    PaymentNotice,
    RequestPayment,
    FindPaymentRequest,
    FollowPaymentMethod,
  ],
  exports: [CollectionApi],
})
export class CollectionModule {}
