import type { INestApplication } from '@nestjs/common';
import { buildOpenApi as build } from '@libs/http';

/** The OpenAPI document of this service, as `/docs-json` serves it and `docs/generated` keeps it. */
export function buildOpenApi(app: INestApplication) {
  return build(app, {
    title: 'Payment service',
    description:
      'Payments and the gateway’s webhooks. What is due is what the subscription service says. Money is in major units beside its currency; times are UTC.',
  });
}
