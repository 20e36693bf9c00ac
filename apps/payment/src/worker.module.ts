import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '@libs/config';
import { GatewayWebhooksWorkerModule } from './gateway-webhooks/gateway-webhooks.module';
import { PaymentMethodsWorkerModule } from './payment-methods/payment-methods.module';
import { PaymentsWorkerModule } from './payments/payments.module';
import { ReconciliationWorkerModule } from './reconciliation/reconciliation.module';
import { RefundsWorkerModule } from './refunds/refunds.module';
import { ResultDeliveryWorkerModule } from './result-delivery/result-delivery.module';
import { paymentPlatform } from './service.module';

/** What happens behind answers: requests that come by queue, results that go out, and outcomes that have to be asked for. */
@Module({})
export class WorkerModule {
  static register(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        paymentPlatform(config, 'worker'),
        PaymentMethodsWorkerModule,
        PaymentsWorkerModule,
        GatewayWebhooksWorkerModule,
        ReconciliationWorkerModule,
        RefundsWorkerModule,
        ResultDeliveryWorkerModule,
      ],
    };
  }
}
