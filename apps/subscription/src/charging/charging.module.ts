import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { CollectionModule } from '../collection/collection.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { PaymentResultsModule } from '../payment-results/payment-results.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { ChargingFinishers } from './http/charging-finishers';
import { PayInvoiceController } from './http/pay-invoice.controller';
import { PaymentService } from './payment-service';
import { ChargeAtOnce } from './use-cases/charge-at-once';
import { FinishChange } from './use-cases/finish-change';
import { FinishStart } from './use-cases/finish-start';
import { PayOnRequest } from './use-cases/pay-on-request';

@Module({
  imports: [AccountsModule, CollectionModule, InvoicingModule, PaymentResultsModule, SubscriptionsModule],
  controllers: [PayInvoiceController],
  providers: [ChargingFinishers, PaymentService, ChargeAtOnce, FinishStart, FinishChange, PayOnRequest],
})
export class ChargingModule {}
