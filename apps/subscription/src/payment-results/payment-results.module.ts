import { Module } from '@nestjs/common';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { PaymentWebhookController } from './http/payment-webhook.controller';
import { PaymentResultRepository } from './persistence/payment-result.repository';
import { ReceivePaymentResult } from './use-cases/receive-payment-result';

@Module({
  imports: [SubscriptionsModule],
  controllers: [PaymentWebhookController],
  providers: [PaymentResultRepository, ReceivePaymentResult],
})
export class PaymentResultsModule {}
