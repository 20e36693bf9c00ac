import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { InvoicingModule } from '../invoicing/invoicing.module';
import { MeteringModule } from '../metering/metering.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { DueWorkApi } from './due-work.api';
import { DueWorkController } from './http/due-work.controller';
import { DueWorkRepository } from './persistence/due-work.repository';
import { ParkedWorkRepository } from './persistence/parked-work.repository';
import { DoOrPark } from './use-cases/do-or-park';
import { DoWorkOfAccount } from './use-cases/do-work-of-account';
import { GenerateBills } from './use-cases/generate-bills';
import { LateBills } from './use-cases/late-bills';
import { RetryParked } from './use-cases/retry-parked';
import { RunDueWork } from './use-cases/run-due-work';

@Module({
  imports: [AccountsModule, InvoicingModule, MeteringModule, SubscriptionsModule],
  controllers: [DueWorkController],
  providers: [
    DueWorkApi,
    DueWorkRepository,
    ParkedWorkRepository,
    DoWorkOfAccount,
    DoOrPark,
    GenerateBills,
    LateBills,
    RetryParked,
    RunDueWork,
  ],
  exports: [DueWorkApi],
})
export class DueWorkModule {}
