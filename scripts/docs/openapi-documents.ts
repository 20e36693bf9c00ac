import type { DynamicModule, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { loadConfig, type Config } from '@libs/config';
import { HttpModule as PaymentModule } from '../../apps/payment/src/http.module';
import { buildOpenApi as buildPaymentOpenApi } from '../../apps/payment/src/openapi';
import { HttpModule as SubscriptionModule } from '../../apps/subscription/src/http.module';
import { buildOpenApi as buildSubscriptionOpenApi } from '../../apps/subscription/src/openapi';
import type { Page } from './page';

interface Service {
  path: string;
  module: (config: Config) => DynamicModule;
  build: (app: INestApplication) => object;
}

const SERVICES: readonly Service[] = [
  {
    path: 'docs/generated/openapi-subscription.json',
    module: (config) => SubscriptionModule.register(config),
    build: buildSubscriptionOpenApi,
  },
  {
    path: 'docs/generated/openapi-payment.json',
    module: (config) => PaymentModule.register(config),
    build: buildPaymentOpenApi,
  },
];

/** The documents that `/docs-json` serves, read from the controllers without a database, a queue or an open port. */
export function openApiDocuments(): Promise<Page[]> {
  const config = loadConfig({ BILLING_ENV: 'development' });
  return Promise.all(
    SERVICES.map(async ({ path, module, build }) => {
      // In preview Nest reads the modules and makes no instance, so nothing connects.
      const options = { preview: true, logger: false as const, abortOnError: false };
      const app = await NestFactory.create(module(config), new FastifyAdapter(), options);
      return { path, text: `${JSON.stringify(build(app), undefined, 2)}\n` };
    }),
  );
}
