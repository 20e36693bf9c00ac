import type { DynamicModule } from '@nestjs/common';
import type { Config } from '@libs/config';
import { JwksKeySource, type HealthCheck } from '@libs/http';
import { PlatformModule } from '@libs/platform';
import { SubscriptionApiKeys } from './access/subscription-api-keys';
import { createGateway } from './gateways/create-gateway';

/** The platform as both processes of this service use it. */
export function paymentPlatform(config: Config, process: 'http' | 'worker'): DynamicModule {
  return PlatformModule.register({
    config,
    name: process === 'http' ? 'payment-service' : 'payment-worker',
    database: config.paymentDatabase,
    otherService: { name: 'subscription_service', url: config.urls.subscription },
    keySource: () => new JwksKeySource(config.auth.jwksUrl),
    apiKeySource: () => new SubscriptionApiKeys(config.urls.subscription, config.webhooks.secrets),
    healthChecks: [gatewayCheck(config)],
  });
}

/** Without the gateway nothing can be charged, but reading, webhooks and deliveries go on. */
function gatewayCheck(config: Config): HealthCheck {
  const gateway = createGateway(config.gateway);
  return {
    name: 'gateway',
    critical: false,
    async run() {
      await gateway.ping();
      return { details: `${gateway.name} answers` };
    },
  };
}
