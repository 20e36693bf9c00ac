import { Module, type Provider } from '@nestjs/common';
import { GatewaysModule } from '../gateways/gateways.module';
import { KeyClaimsModule } from '../key-claims/key-claims.module';
import { PaymentMethodsModule } from '../payment-methods/payment-methods.module';
import { RefundsModule } from '../refunds/refunds.module';
import { TransactionsModule } from '../transactions/transactions.module';
import { InternalChargesController } from './http/internal-charges.controller';
import { InternalRequestsController } from './http/internal-requests.controller';
import { PaymentsController } from './http/payments.controller';
import { PaymentIdempotencyInterceptor } from './http/payment-idempotency.interceptor';
import { ProcessPaymentController } from './http/process-payment.controller';
import { ChargeJob } from './jobs/charge-job';
import { PaymentRequestsConsumer } from './jobs/payment-requests.consumer';
import { PaymentTasks } from './jobs/payment-tasks';
import { PaymentRequestSource } from './payment-request-source';
import { PaymentsApi } from './payments.api';
import { ChargeIntentRepository } from './persistence/charge-intent.repository';
import { IntentRepository } from './persistence/intent.repository';
import { PaymentRequestRepository } from './persistence/payment-request.repository';
import { PaymentRepository } from './persistence/payment.repository';
import { AcceptPaymentRequest } from './use-cases/accept-payment-request';
import { ChargeBatches } from './use-cases/charge-batches';
import { ChargeCard } from './use-cases/charge-card';
import { ChargeInvoice } from './use-cases/charge-invoice';
import { ChargeOnRequest } from './use-cases/charge-on-request';
import { ChargeOnceMore } from './use-cases/charge-once-more';
import { LookAtPayment } from './use-cases/look-at-payment';
import { OpenPayment } from './use-cases/open-payment';
import { ReadPayments } from './use-cases/read-payments';
import { RepeatAnswer } from './use-cases/repeat-answer';
import { SettleUnknownOutcomes } from './use-cases/settle-unknown-outcomes';
import { TakePayment } from './use-cases/take-payment';

const useCases = [
  AcceptPaymentRequest,
  ChargeBatches,
  ChargeCard,
  ChargeInvoice,
  ChargeOnRequest,
  ChargeOnceMore,
  LookAtPayment,
  OpenPayment,
  ReadPayments,
  RepeatAnswer,
  SettleUnknownOutcomes,
  TakePayment,
];

/** Everything but the gateway, so that tests can bring their own. */
export const paymentProviders: Provider[] = [
  PaymentRequestSource,
  ChargeIntentRepository,
  IntentRepository,
  PaymentRequestRepository,
  PaymentRepository,
  PaymentsApi,
  ...useCases,
];

@Module({
  imports: [GatewaysModule, KeyClaimsModule, PaymentMethodsModule, RefundsModule, TransactionsModule],
  providers: paymentProviders,
  exports: [PaymentsApi, ...useCases],
})
export class PaymentsModule {}

/** The door on port 8002. */
@Module({
  imports: [GatewaysModule, PaymentsModule, KeyClaimsModule],
  controllers: [ProcessPaymentController, PaymentsController, InternalChargesController, InternalRequestsController],
  providers: [PaymentIdempotencyInterceptor],
})
export class PaymentsHttpModule {}

/** Messages and tasks of the worker. */
@Module({
  imports: [PaymentsModule, KeyClaimsModule, PaymentMethodsModule],
  controllers: [PaymentRequestsConsumer],
  providers: [ChargeJob, PaymentTasks],
})
export class PaymentsWorkerModule {}
