import { Module } from '@nestjs/common';
import { LedgerCheckController } from './http/ledger-check.controller';
import { LedgerController } from './http/ledger.controller';
import { LedgerApi } from './ledger.api';
import { LedgerRepository } from './persistence/ledger.repository';
import { CheckMovements } from './use-cases/check-movements';
import { ReadLedger } from './use-cases/read-ledger';

@Module({
  controllers: [LedgerController, LedgerCheckController],
  providers: [LedgerApi, LedgerRepository, CheckMovements, ReadLedger],
  exports: [LedgerApi],
})
export class LedgerModule {}
