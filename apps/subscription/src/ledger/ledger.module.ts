import { Module } from '@nestjs/common';
import { LedgerController } from './http/ledger.controller';
import { LedgerApi } from './ledger.api';
import { LedgerRepository } from './persistence/ledger.repository';
import { ReadLedger } from './use-cases/read-ledger';

@Module({
  controllers: [LedgerController],
  providers: [LedgerApi, LedgerRepository, ReadLedger],
  exports: [LedgerApi],
})
export class LedgerModule {}
