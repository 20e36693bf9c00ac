import { Global, Module, type DynamicModule, type ExecutionContext, type Provider, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { BILLING_CLOCK, REAL_CLOCK, SystemClock } from '@libs/calendar';
import { FakeClock } from '../../../../libs/calendar/src/testing';
import { CONFIG, findMailTemplatesDirectory } from '@libs/config';
import {
  AccessGuard,
  AnswerVault,
  createHttpApplication,
  Finishers,
  IdempotencyInterceptor,
  type AppRequest,
} from '@libs/http';
import { configureLogging } from '@libs/observability';
import { Database, newId, Outbox, type Sql } from '@libs/persistence';
import { testDatabase, type TestDatabase } from '@libs/testing';
import { AccountsApi, type Account, type NewAccount } from '../accounts/accounts.api';
import { AccountsModule } from '../accounts/accounts.module';
import { CatalogModule } from '../catalog/catalog.module';
import type { PlanDraft } from '../catalog/plan-draft';
import { CreatePlan } from '../catalog/use-cases/create-plan';
import { ChargingModule } from '../charging/charging.module';
import { CollectionModule } from '../collection/collection.module';
import { DueWorkModule } from '../due-work/due-work.module';
import { DunningWorkModule } from '../dunning/dunning-work.module';
import { EntitlementsModule } from '../entitlements/entitlements.module';
import { ErasureModule } from '../erasure/erasure.module';
import { HousekeepingModule } from '../housekeeping/housekeeping.module';
import { InvoiceDocumentsModule } from '../invoice-documents/invoice-documents.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { MeteringModule } from '../metering/metering.module';
import { APPEND_ONLY_TABLES, CHANGEABLE_COLUMNS, MIGRATIONS } from '../migrations';
import { PaymentResultsModule } from '../payment-results/payment-results.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';

/** The billing rooms over a real PostgreSQL, behind their HTTP doors, with a clock that stands still; without queues. */
export interface BillingWorld {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly clock: FakeClock;
  get<T>(type: Type<T>): T;
  account(facts?: Partial<NewAccount>): Promise<Account>;
  /** A monthly plan; 29.99 USD with 1000 api_calls unless said otherwise. */
  plan(facts?: Partial<PlanDraft>): Promise<number>;
  rows<R>(text: string, params?: unknown[]): Promise<R[]>;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    by: string,
    body?: object,
  ): Promise<WorldAnswer>;
  close(): Promise<void>;
}

export interface WorldAnswer {
  status: number;
  // What a client reads: asserted member by member in the specs.
  // oxlint-disable-next-line no-explicit-any
  body: any;
}

/** Staff, in the place of an account's id. */
export const STAFF = 'staff';

/** Nobody answers at `paymentUrl` unless one is given. */
export async function billingWorld(
  start = '2026-02-10T09:00:00Z',
  paymentUrl = 'http://127.0.0.1:1',
): Promise<BillingWorld> {
  configureLogging({ service: 'test', level: 'fatal' });
  const owner = await testDatabase({
    migrations: MIGRATIONS,
    appendOnlyTables: APPEND_ONLY_TABLES,
    changeableColumns: CHANGEABLE_COLUMNS,
  });
  const { database } = owner;
  const clock = new FakeClock(start);
  const limits = { corsOrigins: [], trustedProxies: [], bodyBytesMax: 100_000 };
  const app = await createHttpApplication(worldModule(database, clock, paymentUrl), limits);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    database,
    clock,
    get: (type) => app.get(type, { strict: false }),
    account: (facts) =>
      app.get(AccountsApi, { strict: false }).create({ email: 'payer@example.com', name: 'Payer', ...facts }),
    plan: async (facts) =>
      (await app.get(CreatePlan, { strict: false }).run({ ...PRO, code: `plan_${newId()}`, ...facts })).id,
    rows: (text, params) => (database as Sql).query(text, params),
    call: (method, url, by, body) => call(app, { method, url, by, body }),
    close: () => closeWorld(app, owner),
  };
}

const PRO = {
  name: 'Pro',
  price: '29.99',
  currency: 'USD',
  cycleUnit: 'monthly',
  trialPeriodDays: 30,
  features: { api_calls: { limit: 1000 }, storage: { limit: '1GB' }, sso: true },
} as const;

async function call(
  app: NestFastifyApplication,
  request: { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; url: string; by: string; body?: object | undefined },
) {
  const { method, url, by, body } = request;
  const headers = { 'x-test-account': by, ...(body ? { 'content-type': 'application/json' } : {}) };
  const answer = await app.inject({ method, url, headers, ...(body ? { payload: JSON.stringify(body) } : {}) });
  return { status: answer.statusCode, body: answer.body === '' ? null : (JSON.parse(answer.body) as unknown) };
}

async function closeWorld(app: NestFastifyApplication, owner: TestDatabase): Promise<void> {
  await app.close();
  await owner.close();
}

const CONFIGURATION = {
  mail: { templateDirectories: [findMailTemplatesDirectory()] },
  dunning: { retryDays: [3, 5, 7, 10], warningDays: 7, blockedDays: 14, cancelDays: 30 },
  redis: { url: 'redis://127.0.0.1:1' },
  webhooks: { secrets: ['a-secret-between-the-services'], toleranceSeconds: 300, timeoutMs: 1_000 },
  tax: { sellerCountry: 'DE', rounding: 'rate' },
  brand: { name: 'Example Inc.', color: '#1f4e79', address: ['1 Example Street', 'Springfield'] },
} as const;

@Global()
@Module({})
class WorldFoundation {}

@Module({})
class WorldModule {}

function worldModule(database: Database, clock: FakeClock, paymentUrl: string): DynamicModule {
  const providers: Provider[] = [
    { provide: Database, useValue: database },
    { provide: Outbox, useValue: new Outbox(database) },
    { provide: BILLING_CLOCK, useValue: clock },
    { provide: REAL_CLOCK, useClass: SystemClock },
    // News of the catalog is not what is tested here: nobody listens, and nobody answers at this port.
    { provide: Redis, useValue: { publish: () => Promise.resolve(0) } },
    { provide: CONFIG, useValue: { ...CONFIGURATION, urls: { payment: paymentUrl } } },
    { provide: Finishers, useClass: Finishers },
    { provide: AccessGuard, useValue: { canActivate: letIn } },
    {
      provide: IdempotencyInterceptor,
      useFactory: (reflector: Reflector, finishers: Finishers) =>
        new IdempotencyInterceptor(reflector, database, new AnswerVault('secret'), finishers),
      inject: [Reflector, Finishers],
    },
  ];
  const foundation: DynamicModule = {
    module: WorldFoundation,
    providers,
    exports: [
      Database,
      Outbox,
      BILLING_CLOCK,
      REAL_CLOCK,
      Redis,
      CONFIG,
      AccessGuard,
      Finishers,
      IdempotencyInterceptor,
    ],
  };
  const rooms = [SubscriptionsModule, InvoicingModule, CollectionModule, PaymentResultsModule, EntitlementsModule];
  const others = [
    DueWorkModule,
    ChargingModule,
    DunningWorkModule,
    AccountsModule,
    InvoiceDocumentsModule,
    CatalogModule,
    MeteringModule,
    ErasureModule,
    HousekeepingModule,
  ];
  return { module: WorldModule, imports: [foundation, ...rooms, ...others] };
}

/** Lets in whom the `x-test-account` header names; the guard itself has its own tests. */
function letIn(execution: ExecutionContext): boolean {
  const request = execution.switchToHttp().getRequest<AppRequest>();
  const accountId = String(request.headers['x-test-account']);
  const isStaff = accountId === STAFF;
  request.caller = isStaff
    ? { id: 'key:staff', role: 'billing_admin' }
    : { id: `user:${accountId}`, role: 'customer', userId: 7, accountId };
  request.context.actor = request.caller.id;
  return true;
}
