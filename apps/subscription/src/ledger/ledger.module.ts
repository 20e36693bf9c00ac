import { Module } from '@nestjs/common';
import { LedgerCheckController } from './http/ledger-check.controller';
import { LedgerController } from './http/ledger.controller';
import { LedgerApi } from './ledger.api';
import { LedgerRepository } from './persistence/ledger.repository';
import { MirrorRepository } from './persistence/mirror.repository';
import { CheckMovements } from './use-cases/check-movements';
import { CompareWithTables } from './use-cases/compare-with-tables';
import { ReadLedger } from './use-cases/read-ledger';

@Module({
  controllers: [LedgerController, LedgerCheckController],
  providers: [LedgerApi, LedgerRepository, MirrorRepository, CheckMovements, CompareWithTables, ReadLedger],
  exports: [LedgerApi],
})
export class LedgerModule {}
