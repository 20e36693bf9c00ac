import { Module } from '@nestjs/common';
import { PaymentsModule } from '../payments/payments.module';
import { PaymentResultsConsumer } from './jobs/payment-results.consumer';
import { SubscriptionWebhook } from './subscription-webhook';
import { DeliverResult } from './use-cases/deliver-result';

/** Only the worker delivers. */
@Module({
  imports: [PaymentsModule],
  controllers: [PaymentResultsConsumer],
  providers: [SubscriptionWebhook, DeliverResult],
})
export class ResultDeliveryWorkerModule {}
