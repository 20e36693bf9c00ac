import { Module } from '@nestjs/common';
import { GatewaysModule } from '../gateways/gateways.module';
import { PaymentsModule } from '../payments/payments.module';
import { TransactionsModule } from '../transactions/transactions.module';
import { StripeWebhooksController } from './http/stripe-webhooks.controller';
import { StoredEventsTask } from './jobs/stored-events.task';
import { GatewayEventRepository } from './persistence/gateway-event.repository';
import { ApplyGatewayEvent } from './use-cases/apply-gateway-event';
import { TakeGatewayEvent } from './use-cases/take-gateway-event';

@Module({
  imports: [GatewaysModule, PaymentsModule, TransactionsModule],
  providers: [GatewayEventRepository, ApplyGatewayEvent, TakeGatewayEvent],
  exports: [TakeGatewayEvent],
})
export class GatewayWebhooksModule {}

/** The door on port 8002. */
@Module({ imports: [GatewayWebhooksModule], controllers: [StripeWebhooksController] })
export class GatewayWebhooksHttpModule {}

/** What the worker does about events that were left behind. */
@Module({ imports: [GatewayWebhooksModule], providers: [StoredEventsTask] })
export class GatewayWebhooksWorkerModule {}
