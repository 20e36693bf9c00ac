import { Module, type Provider } from '@nestjs/common';
import { GatewaysModule } from '../gateways/gateways.module';
import { TransactionsModule } from '../transactions/transactions.module';
import { RefundsController } from './http/refunds.controller';
import { RefundTasks } from './jobs/refund-tasks';
import { RefundsConsumer } from './jobs/refunds.consumer';
import { GatewayMadeRefundRepository } from './persistence/gateway-made-refund.repository';
import { RefundRepository } from './persistence/refund.repository';
import { ReservationRepository } from './persistence/reservation.repository';
import { RefundsApi } from './refunds.api';
import { OrderRefund } from './use-cases/order-refund';
import { RecordRefund } from './use-cases/record-refund';
import { RefundCreditNote } from './use-cases/refund-credit-note';
import { RequestRefund } from './use-cases/request-refund';
import { SendRefund } from './use-cases/send-refund';
import { SettleUnknownRefunds } from './use-cases/settle-unknown-refunds';
import { TakeOverRefund } from './use-cases/take-over-refund';
import { WriteGatewayMadeRefund } from './use-cases/write-gateway-made-refund';
import { WriteUnmadeRefund } from './use-cases/write-unmade-refund';

const useCases = [
  OrderRefund,
  RecordRefund,
  RefundCreditNote,
  RequestRefund,
  SendRefund,
  SettleUnknownRefunds,
  TakeOverRefund,
  WriteGatewayMadeRefund,
  WriteUnmadeRefund,
];

/** Everything but the gateway, so that tests can bring their own. */
export const refundProviders: Provider[] = [
  GatewayMadeRefundRepository,
  RefundRepository,
  ReservationRepository,
  RefundsApi,
  ...useCases,
];

@Module({
  imports: [GatewaysModule, TransactionsModule],
  providers: refundProviders,
  exports: [RefundsApi, ...useCases],
})
export class RefundsModule {}

/** The door on port 8002. */
@Module({ imports: [RefundsModule], controllers: [RefundsController] })
export class RefundsHttpModule {}

/** Messages and tasks of the worker. */
@Module({ imports: [RefundsModule], controllers: [RefundsConsumer], providers: [RefundTasks] })
export class RefundsWorkerModule {}
