import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { ErasureApi } from './erasure.api';
import { DueErasureRepository } from './persistence/due-erasure.repository';
import { PersonalDataRepository } from './persistence/personal-data.repository';
import { EraseAccount } from './use-cases/erase-account';
import { RunErasures } from './use-cases/run-erasures';

@Module({
  imports: [AuditModule],
  providers: [ErasureApi, DueErasureRepository, PersonalDataRepository, EraseAccount, RunErasures],
  exports: [ErasureApi],
})
export class ErasureModule {}
