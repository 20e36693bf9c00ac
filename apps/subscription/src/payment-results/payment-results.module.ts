import { Module } from '@nestjs/common';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { PaymentWebhookController } from './http/payment-webhook.controller';
import { PaymentResultsApi } from './payment-results.api';
import { PaymentResultRepository } from './persistence/payment-result.repository';
import { ReceivePaymentResult } from './use-cases/receive-payment-result';

@Module({
  imports: [SubscriptionsModule],
  controllers: [PaymentWebhookController],
  providers: [PaymentResultRepository, PaymentResultsApi, ReceivePaymentResult],
  exports: [PaymentResultsApi],
})
export class PaymentResultsModule {}
