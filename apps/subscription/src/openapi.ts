import type { INestApplication } from '@nestjs/common';
import { buildOpenApi as build } from '@libs/http';

/** The OpenAPI document of this service, as `/docs-json` serves it and `docs/generated` keeps it. */
export function buildOpenApi(app: INestApplication) {
  return build(app, {
    title: 'Subscription service',
    description:
      'Accounts, catalog, subscriptions, usage, entitlements and invoices. Money is in major units beside its currency; times are UTC.',
  });
}
