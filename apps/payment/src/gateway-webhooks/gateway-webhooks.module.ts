import { Module, type Provider } from '@nestjs/common';
import { DisputesModule } from '../disputes/disputes.module';
import { GatewaysModule } from '../gateways/gateways.module';
import { PaymentsModule } from '../payments/payments.module';
import { RefundsModule } from '../refunds/refunds.module';
import { TransactionsModule } from '../transactions/transactions.module';
import { StripeWebhooksController } from './http/stripe-webhooks.controller';
import { StoredEventsTask } from './jobs/stored-events.task';
import { GatewayEventRepository } from './persistence/gateway-event.repository';
import { ApplyCharge } from './use-cases/apply-charge';
import { ApplyDisputeEvent } from './use-cases/apply-dispute-event';
import { ApplyRefundEvent } from './use-cases/apply-refund-event';
import { CatchUpCharge } from './use-cases/catch-up-charge';
import { ApplyGatewayEvent } from './use-cases/apply-gateway-event';
import { TakeGatewayEvent } from './use-cases/take-gateway-event';

/** Everything but the gateway, so that tests can bring their own. */
export const gatewayWebhookProviders: Provider[] = [
  GatewayEventRepository,
  ApplyCharge,
  ApplyDisputeEvent,
  ApplyGatewayEvent,
  ApplyRefundEvent,
  CatchUpCharge,
  TakeGatewayEvent,
];

@Module({
  imports: [DisputesModule, GatewaysModule, PaymentsModule, RefundsModule, TransactionsModule],
  providers: gatewayWebhookProviders,
  exports: [ApplyGatewayEvent, TakeGatewayEvent],
})
export class GatewayWebhooksModule {}

/** The door on port 8002. */
@Module({ imports: [GatewayWebhooksModule], controllers: [StripeWebhooksController] })
export class GatewayWebhooksHttpModule {}

/** What the worker does about events that were left behind. */
@Module({ imports: [GatewayWebhooksModule], providers: [StoredEventsTask] })
export class GatewayWebhooksWorkerModule {}
