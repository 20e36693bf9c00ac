import { Module } from '@nestjs/common';
import { DisputesModule } from '../disputes/disputes.module';
import { PaymentMethodsModule } from '../payment-methods/payment-methods.module';
import { PaymentsModule } from '../payments/payments.module';
import { RefundsModule } from '../refunds/refunds.module';
import { TransactionsModule } from '../transactions/transactions.module';
import { PaymentEventsConsumer } from './jobs/payment-events.consumer';
import { SubscriptionWebhook } from './subscription-webhook';
import { DeliverEvent } from './use-cases/deliver-event';
import { FindEvent } from './use-cases/find-event';

/** Only the worker delivers. */
@Module({
  imports: [DisputesModule, PaymentMethodsModule, PaymentsModule, RefundsModule, TransactionsModule],
  controllers: [PaymentEventsConsumer],
  providers: [SubscriptionWebhook, FindEvent, DeliverEvent],
})
export class ResultDeliveryWorkerModule {}
