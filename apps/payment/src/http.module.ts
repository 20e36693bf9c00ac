import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '@libs/config';
import { GatewayWebhooksHttpModule } from './gateway-webhooks/gateway-webhooks.module';
import { PaymentsHttpModule } from './payments/payments.module';
import { paymentPlatform } from './service.module';
import { TestClockModule } from './test-clock/test-clock.module';

/** Everything that answers on port 8002. */
@Module({})
export class HttpModule {
  static register(config: Config): DynamicModule {
    return {
      module: HttpModule,
      imports: [paymentPlatform(config, 'http'), PaymentsHttpModule, GatewayWebhooksHttpModule, TestClockModule],
    };
  }
}
