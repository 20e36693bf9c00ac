import { Module, type DynamicModule, type ExecutionContext, type Provider, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BILLING_CLOCK, REAL_CLOCK, SystemClock, type Instant } from '@libs/calendar';
import { CONFIG } from '@libs/config';
import {
  AccessGuard,
  AnswerVault,
  createHttpApplication,
  Finishers,
  IdempotencyInterceptor,
  type AppRequest,
  type Caller,
} from '@libs/http';
import type { LedgerDifference, LedgerReference, PaymentMethodEventBody } from '@libs/dto';
import { Database, newId, Outbox } from '@libs/persistence';
import { testDatabase, type TestDatabase } from '@libs/testing';
import { DisputesController } from '../disputes/http/disputes.controller';
import { disputeProviders } from '../disputes/disputes.module';
import { StripeWebhooksController } from '../gateway-webhooks/http/stripe-webhooks.controller';
import { gatewayWebhookProviders } from '../gateway-webhooks/gateway-webhooks.module';
import { PAYMENT_GATEWAY, type PaymentGateway } from '../gateways/gateway';
import { GatewayLimits } from '../gateway-limits';
import { MockGateway } from '../gateways/mock/mock.gateway';
import { APPEND_ONLY_TABLES, KEPT_TABLES, MIGRATIONS } from '../migrations';
import { PaymentIdempotencyInterceptor } from '../payments/http/payment-idempotency.interceptor';
import { InternalChargesController } from '../payments/http/internal-charges.controller';
import { InternalRequestsController } from '../payments/http/internal-requests.controller';
import { PaymentsController } from '../payments/http/payments.controller';
import { ProcessPaymentController } from '../payments/http/process-payment.controller';
import type { PaymentRequest } from '../payments/payment';
import { PaymentRequestSource } from '../payments/payment-request-source';
import { AnswerByKey, KeyClaimRepository } from '../key-claims/key-claims.api';
import { PaymentMethodsController } from '../payment-methods/http/payment-methods.controller';
import { methodProviders } from '../payment-methods/payment-methods.module';
import { SubscriptionNotice } from '../payment-methods/subscription-notice';
import { paymentProviders } from '../payments/payments.module';
import { AcceptPaymentRequest } from '../payments/use-cases/accept-payment-request';
import { ReconciliationController } from '../reconciliation/http/reconciliation.controller';
import { LedgerWitness } from '../reconciliation/ledger-witness';
import { reconciliationProviders } from '../reconciliation/reconciliation.module';
import { RefundsController } from '../refunds/http/refunds.controller';
import { refundProviders } from '../refunds/refunds.module';
import { transactionProviders } from '../transactions/transactions.module';

export const WEBHOOK_SECRET = 'whsec_of_the_test';
const CHARGE_TIMEOUT_MS = 600;

/** Real time that a test may move forward, so that nobody waits for time-outs. */
export class MovableClock extends SystemClock {
  private aheadMs = 0;

  override now(): Instant {
    return super.now().plusMilliseconds(this.aheadMs);
  }

  forward(seconds: number): void {
    this.aheadMs += seconds * 1000;
  }
}

/** Has everything booked as it is named, but for what a test says; away, it does not answer. */
export class LedgerDouble {
  isAway = false;
  readonly asked: LedgerReference[] = [];
  readonly wrong = new Map<string, LedgerDifference['booked']>();

  async differences(references: LedgerReference[]): Promise<LedgerDifference[] | undefined> {
    this.asked.push(...references);
    if (this.isAway) return undefined;
    // By the id alone, or by `kind id`.
    const keyOf = ({ kind, id }: LedgerReference) => (this.wrong.has(id) ? id : `${kind} ${id}`);
    const wrong = references.filter((reference) => this.wrong.has(keyOf(reference)));
    return wrong.map((reference) => ({
      kind: reference.kind,
      id: reference.id,
      booked: this.wrong.get(keyOf(reference)) ?? null,
    }));
  }
}

/** The payment service over a real PostgreSQL, with the mock gateway, its doors, and without queues. */
export interface PaymentWorld {
  app: NestFastifyApplication;
  database: Database;
  owner: TestDatabase;
  gateway: MockGateway;
  clock: MovableClock;
  /** What the subscription service would answer when it is asked what is due. */
  elsewhere: Map<string, PaymentRequest>;
  /** What was told to the subscription service before an answer. */
  told: PaymentMethodEventBody[];
  /** The subscription service's ledger, as reconciliation asks it. */
  ledger: LedgerDouble;
  /** A customer who owes 29.99 USD for one invoice of one subscription. */
  due(overrides?: Partial<PaymentRequest>): Promise<PaymentRequest>;
  get<T>(type: Type<T>): T;
  close(): Promise<void>;
}

@Module({})
class WorldModule {}

/** `wrap` puts a double in front of the mock gateway: one that loses answers, or lies. */
export async function paymentWorld(
  wrap: (gateway: MockGateway) => PaymentGateway = (gateway) => gateway,
): Promise<PaymentWorld> {
  const owner = await testDatabase({
    migrations: MIGRATIONS,
    appendOnlyTables: APPEND_ONLY_TABLES,
    keptTables: KEPT_TABLES,
  });
  const { database } = owner;
  const clock = new MovableClock();
  const gateway = new MockGateway({ webhookSecret: WEBHOOK_SECRET, clock });
  const elsewhere = new Map<string, PaymentRequest>();
  const told: PaymentMethodEventBody[] = [];
  const ledger = new LedgerDouble();
  const app = await createHttpApplication(
    worldModule({ database, clock, gateway: wrap(gateway), elsewhere, told, ledger }),
    {
      corsOrigins: [],
      trustedProxies: [],
      bodyBytesMax: 100_000,
    },
  );
  // Requests are injected; but a server that never listened never stops its timers either.
  await app.listen(0, '127.0.0.1');
  const due = async (overrides: Partial<PaymentRequest> = {}) => {
    const request = { ...dueRequest(), ...overrides };
    await app.get(AcceptPaymentRequest).accept(request);
    return request;
  };
  const close = async () => {
    await app.close();
    await owner.close();
  };
  return { app, database, owner, gateway, clock, elsewhere, told, ledger, due, get: (type) => app.get(type), close };
}

/** The mock gateway with another way to charge; all else, and the journal, is the mock's own. */
export function chargingBy(mock: MockGateway, charge: PaymentGateway['charge']): PaymentGateway {
  return Object.assign(Object.create(mock) as MockGateway, { charge });
}

export function dueRequest(): PaymentRequest & { readonly subscriptionId: string } {
  return {
    invoiceId: newId(),
    subscriptionId: newId(),
    accountId: newId(),
    userId: 7,
    amountMinor: 2999n,
    currency: 'USD',
    status: 'due',
    version: 1,
  };
}

interface WorldParts {
  database: Database;
  clock: MovableClock;
  gateway: PaymentGateway;
  elsewhere: Map<string, PaymentRequest>;
  told: PaymentMethodEventBody[];
  ledger: LedgerDouble;
}

function worldModule({ database, clock, gateway, elsewhere, told, ledger }: WorldParts): DynamicModule {
  const fetch = async (paid: { invoiceId?: string; subscriptionId?: string }) =>
    elsewhere.get(paid.invoiceId ?? paid.subscriptionId ?? '');
  const providers: Provider[] = [
    { provide: Database, useValue: database },
    { provide: BILLING_CLOCK, useValue: clock },
    { provide: REAL_CLOCK, useValue: clock },
    { provide: CONFIG, useValue: { gateway: { timeoutMs: CHARGE_TIMEOUT_MS } } },
    { provide: PAYMENT_GATEWAY, useValue: gateway },
    { provide: GatewayLimits, useValue: new GatewayLimits(CHARGE_TIMEOUT_MS, true) },
    { provide: AccessGuard, useValue: { canActivate: letIn } },
    {
      provide: IdempotencyInterceptor,
      useFactory: (reflector: Reflector, finishers: Finishers) =>
        new IdempotencyInterceptor(reflector, database, new AnswerVault('secret'), finishers),
      inject: [Reflector, Finishers],
    },
    { provide: Finishers, useValue: new Finishers() },
    KeyClaimRepository,
    AnswerByKey,
    ...methodProviders,
    { provide: SubscriptionNotice, useValue: { post: async (event: PaymentMethodEventBody) => void told.push(event) } },
    ...paymentProviders,
    { provide: PaymentRequestSource, useValue: { fetch } },
    { provide: Outbox, useValue: new Outbox(database) },
    ...transactionProviders,
    ...refundProviders,
    ...disputeProviders,
    ...gatewayWebhookProviders,
    { provide: LedgerWitness, useValue: ledger },
    ...reconciliationProviders,
    PaymentIdempotencyInterceptor,
  ];
  return {
    module: WorldModule,
    controllers: [
      ProcessPaymentController,
      PaymentsController,
      InternalChargesController,
      InternalRequestsController,
      PaymentMethodsController,
      RefundsController,
      DisputesController,
      StripeWebhooksController,
      ReconciliationController,
    ],
    providers,
  };
}

/** Lets in whom the `x-test-account` header names; the guard itself has its own tests. */
function letIn(execution: ExecutionContext): boolean {
  const request = execution.switchToHttp().getRequest<AppRequest>();
  const accountId = request.headers['x-test-account'];
  const caller: Caller =
    typeof accountId === 'string'
      ? { id: `user:${accountId}`, role: 'customer', userId: 7, accountId }
      : { id: 'key:staff', role: 'billing_admin' };
  request.caller = caller;
  request.context.actor = caller.id;
  return true;
}
