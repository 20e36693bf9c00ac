import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { HousekeepingApi } from './housekeeping.api';
import { OldRowsRepository } from './persistence/old-rows.repository';
import { ForgetOldRows } from './use-cases/forget-old-rows';

@Module({
  imports: [LedgerModule],
  providers: [HousekeepingApi, OldRowsRepository, ForgetOldRows],
  exports: [HousekeepingApi],
})
export class HousekeepingModule {}
