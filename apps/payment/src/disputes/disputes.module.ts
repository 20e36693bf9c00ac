import { Module, type Provider } from '@nestjs/common';
import { TransactionsModule } from '../transactions/transactions.module';
import { DisputesApi } from './disputes.api';
import { DisputesController } from './http/disputes.controller';
import { DisputeRepository } from './persistence/dispute.repository';
import { ApplyDispute } from './use-cases/apply-dispute';
import { ReadDisputes } from './use-cases/read-disputes';

export const disputeProviders: Provider[] = [DisputeRepository, ApplyDispute, ReadDisputes, DisputesApi];

@Module({ imports: [TransactionsModule], providers: disputeProviders, exports: [DisputesApi, ReadDisputes] })
export class DisputesModule {}

/** The door on port 8002. */
@Module({ imports: [DisputesModule], controllers: [DisputesController] })
export class DisputesHttpModule {}
