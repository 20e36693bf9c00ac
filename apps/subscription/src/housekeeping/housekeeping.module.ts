import { Module } from '@nestjs/common';
import { HousekeepingApi } from './housekeeping.api';
import { OldRowsRepository } from './persistence/old-rows.repository';
import { ForgetOldRows } from './use-cases/forget-old-rows';

@Module({ providers: [HousekeepingApi, OldRowsRepository, ForgetOldRows], exports: [HousekeepingApi] })
export class HousekeepingModule {}
