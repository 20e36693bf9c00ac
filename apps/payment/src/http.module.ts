import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '@libs/config';
import { DisputesHttpModule } from './disputes/disputes.module';
import { GatewayWebhooksHttpModule } from './gateway-webhooks/gateway-webhooks.module';
import { PaymentMethodsHttpModule } from './payment-methods/payment-methods.module';
import { PaymentsHttpModule } from './payments/payments.module';
import { ReconciliationHttpModule } from './reconciliation/reconciliation.module';
import { RefundsHttpModule } from './refunds/refunds.module';
import { paymentPlatform } from './service.module';
import { TestClockModule } from './test-clock/test-clock.module';

/** Everything that answers on port 8002. */
@Module({})
export class HttpModule {
  static register(config: Config): DynamicModule {
    return {
      module: HttpModule,
      imports: [
        paymentPlatform(config, 'http'),
        PaymentMethodsHttpModule,
        PaymentsHttpModule,
        GatewayWebhooksHttpModule,
        ReconciliationHttpModule,
        RefundsHttpModule,
        DisputesHttpModule,
        TestClockModule,
      ],
    };
  }
}
